import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { describe, expect, it } from "vitest";
import { readAgain } from "@/app/reading_again";

const KEY = ["devices", "one"];

/** A reading whose answers are given by hand, each as it was when it was asked for. */
function watched() {
  const client = new QueryClient();
  const answers: ((word: string) => void)[] = [];
  const observer = new QueryObserver<string>(client, {
    queryKey: KEY,
    queryFn: () => new Promise((resolve) => answers.push(resolve)),
  });
  observer.subscribe(() => undefined);
  return { client, answers, shown: () => observer.getCurrentResult().data };
}

describe("readAgain", () => {
  it("reads again after a first reading that was answered before the change", async () => {
    const { client, answers, shown } = watched();
    const read = readAgain(client, ["devices"]);
    answers[0]?.("online");
    await expect.poll(() => answers.length).toBe(2);
    answers[1]?.("locked");
    await read;
    expect(shown()).toBe("locked");
    expect(answers.length).toBe(2);
  });

  it("reads a later reading once again, at once", async () => {
    const { client, answers, shown } = watched();
    answers[0]?.("online");
    await expect.poll(shown).toBe("online");
    const read = readAgain(client, ["devices"]);
    await expect.poll(() => answers.length).toBe(2);
    answers[1]?.("locked");
    await read;
    expect(shown()).toBe("locked");
    expect(answers.length).toBe(2);
  });

  it("leaves what is under other keys alone", async () => {
    const { client, answers } = watched();
    await readAgain(client, ["audit"]);
    expect(answers.length).toBe(1);
  });
});
