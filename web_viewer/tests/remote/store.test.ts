import { expect, test } from "vitest";
import { Listeners, Store, until } from "@/remote/store";

test("who listens is told of each thing until they stop", () => {
  const listeners = new Listeners<string>();
  const heard: string[] = [];
  const stop = listeners.add((what) => heard.push(what));
  listeners.tell("first");
  stop();
  listeners.tell("second");
  expect(heard).toEqual(["first"]);
});

test("a value is waited for, and not for ever", async () => {
  const store = new Store(1);
  const wanted = until(store, (value) => value === 2, 5_000);
  store.set(2);
  expect(await wanted).toBe(true);
  expect(await until(store, (value) => value === 2, 0)).toBe(true);
  expect(await until(store, (value) => value === 3, 1)).toBe(false);
});
