import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { MAX_TEXT_BYTES, PART_BYTES, type TransferState } from "@/protocol/clipboard.gen";
import type { ViewerToAgent } from "@/protocol/viewer_agent.gen";
import { sha256, utf8, type Bytes } from "@/remote/bytes";
import { MOST_STRAYS, RemoteClipboard, SILENCE_MS } from "@/remote/clipboard";

const TEXT = "Grüße, 你好 👋";
const LONG = "ж".repeat(PART_BYTES);
let sent: ViewerToAgent[];
let refused: string[];
let room: number;
let clipboard: RemoteClipboard;

beforeEach(() => {
  sent = [];
  refused = [];
  room = Infinity;
  clipboard = new RemoteClipboard({
    send: (message) => {
      if (room <= 0) return false;
      room -= 1;
      sent.push(message);
      return true;
    },
    refuse: (fault) => refused.push(fault.code),
  });
});
afterEach(() => vi.useRealTimers());

const outcome = () => {
  const now = clipboard.state.get();
  return now.kind === "over" ? now.outcome : now.kind;
};
const say = (transfer: number, state: TransferState) => clipboard.heard({ type: "clipboard_state", transfer, state });
const part = (transfer: number, number: number, content: Bytes) =>
  clipboard.heard({ type: "clipboard_part", transfer, number, content });
const over = () => vi.waitFor(() => expect(clipboard.state.get().kind).toBe("over"));

async function head(transfer: number, content: Bytes, size = content.length): Promise<void> {
  clipboard.heard({ type: "clipboard_head", transfer, format: "text", size, sha256: await sha256(content) });
}

function gathered(): string {
  const parts = sent.flatMap((one) => (one.type === "clipboard_part" ? [...one.content] : []));
  return new TextDecoder().decode(Uint8Array.from(parts));
}

describe("sending", () => {
  test("tells of the text first, and lets it go only when the device is ready", async () => {
    await clipboard.send(LONG);
    expect(sent.map(({ type }) => type)).toEqual(["clipboard_head"]);
    expect(sent[0]).toMatchObject({ transfer: 1, size: PART_BYTES * 2, sha256: await sha256(utf8(LONG)) });
    say(1, "ready");
    expect(gathered()).toBe(LONG);
    say(1, "asking");
    expect(clipboard.state.get()).toEqual({ kind: "moving", way: "send", step: "asking" });
    say(1, "done");
    expect(outcome()).toBe("done");
  });

  test("goes on when there is room again", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    await clipboard.send(LONG);
    room = 1;
    say(1, "ready");
    expect(gathered()).not.toBe(LONG);
    room = 10;
    vi.advanceTimersByTime(100);
    expect(gathered()).toBe(LONG);
  });

  test.each([
    ["", "empty"],
    ["a".repeat(MAX_TEXT_BYTES), "moving"],
    ["a".repeat(MAX_TEXT_BYTES + 1), "too_large"],
  ] as const)("takes what is not too long and not nothing (%#)", async (text, ends) => {
    await clipboard.send(text);
    expect([outcome(), sent.length]).toEqual([ends, ends === "moving" ? 1 : 0]);
  });

  test("is one at a time, and over when the way is gone or nobody answers", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    await clipboard.send(TEXT);
    clipboard.fetch();
    expect(sent.length).toBe(1);
    clipboard.lost();
    expect(outcome()).toBe("broken");
    clipboard.fetch();
    vi.advanceTimersByTime(SILENCE_MS);
    expect(outcome()).toBe("broken");
    room = 0;
    clipboard.fetch();
    expect(outcome()).toBe("broken");
  });
});

describe("fetching", () => {
  test("gives the text that arrives whole", async () => {
    clipboard.fetch();
    expect(sent).toEqual([{ type: "clipboard_fetch", transfer: 1 }]);
    const content = utf8(LONG);
    await head(1, content);
    part(1, 1, content.slice(0, PART_BYTES));
    part(1, 2, content.slice(PART_BYTES));
    await over();
    expect(clipboard.state.get()).toEqual({ kind: "over", way: "fetch", outcome: "done", text: LONG });
    clipboard.clear();
    expect(clipboard.state.get()).toEqual({ kind: "idle" });
    expect(refused).toEqual([]);
  });

  test.each(["refused", "no_answer", "not_given", "taken_back", "empty", "failed", "too_often"] as const)(
    "says why not: %s",
    (state) => {
      clipboard.fetch();
      say(1, "asking");
      say(1, state);
      expect(outcome()).toBe(state);
    },
  );
});

describe("a device that does what no honest one does", () => {
  const content = utf8("a".repeat(PART_BYTES + 5));
  const attacks: [string, () => Promise<void> | void][] = [
    ["clipboard.out_of_order", () => part(1, 1, content.slice(0, 5))],
    ["clipboard.out_of_order", () => say(1, "ready")],
    ["clipboard.out_of_order", () => say(1, "done")],
    ["clipboard.too_large", () => head(1, content, MAX_TEXT_BYTES + 1)],
    ["clipboard.too_large", () => head(1, content, 0)],
    ["clipboard.out_of_order", async () => {
        await head(1, content);
        await head(1, content);
      }],
    ["clipboard.out_of_order", async () => {
        await head(1, content);
        part(1, 2, content.slice(0, PART_BYTES));
      }],
    ["clipboard.short_part", async () => {
        await head(1, content);
        part(1, 1, content.slice(0, 5));
      }],
    [
      "clipboard.too_large",
      async () => {
        await head(1, content);
        part(1, 1, content.slice(0, PART_BYTES));
        part(1, 2, content.slice(0, 6));
      },
    ],
    [
      "clipboard.other_hash",
      async () => {
        await head(1, utf8("b"));
        part(1, 1, utf8("a"));
        await vi.waitFor(() => expect(refused).toHaveLength(1));
      },
    ],
    ["clipboard.stray", () => say(2, "done")],
  ];
  test.each(attacks)("ends the session: %s (%#)", async (code, attack) => {
    clipboard.fetch();
    await attack();
    expect(refused).toEqual([code]);
    expect(clipboard.state.get()).not.toHaveProperty("text", expect.any(String));
  });

  test("may still send what was given up, and no more than that", () => {
    clipboard.fetch();
    clipboard.lost();
    for (let at = 0; at < MOST_STRAYS; at += 1) part(1, 1, content);
    expect(refused).toEqual([]);
    part(1, 1, content);
    expect(refused).toEqual(["clipboard.stray"]);
  });
});
