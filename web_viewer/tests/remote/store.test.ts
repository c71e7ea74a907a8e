import { expect, test } from "vitest";
import { Listeners } from "@/remote/store";

test("who listens is told of each thing until they stop", () => {
  const listeners = new Listeners<string>();
  const heard: string[] = [];
  const stop = listeners.add((what) => heard.push(what));
  listeners.tell("first");
  stop();
  listeners.tell("second");
  expect(heard).toEqual(["first"]);
});
