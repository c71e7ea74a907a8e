import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { BrokerToViewer } from "@/protocol/viewer_broker.gen";
import { MAX_QUEUED, pauseBefore, TicketRefused, ViewerLink } from "@/remote/link";
import { FakeSocket, stateMessage } from "./simulated";

let ticket: () => Promise<string>;
let heard: BrokerToViewer[];
let malformed: string[];
let link: ViewerLink;

beforeEach(() => {
  vi.useFakeTimers();
  FakeSocket.made.length = 0;
  [heard, malformed] = [[], []];
  ticket = () => Promise.resolve("ticket");
  link = new ViewerLink(
    {
      ticket: () => ticket(),
      open: () => new FakeSocket().asWebSocket(),
      now: () => Date.now(),
      random: () => 1,
    },
    { onMessage: (message) => heard.push(message), onMalformed: (fault) => malformed.push(fault.code) },
  );
});
afterEach(() => {
  link.close();
  vi.useRealTimers();
});

async function connected(): Promise<FakeSocket> {
  await vi.advanceTimersByTimeAsync(0);
  const socket = FakeSocket.made.at(-1);
  if (socket === undefined) throw new Error("no socket was opened");
  socket.open();
  return socket;
}

describe("the link", () => {
  test("opens with a ticket and hands on what the broker says", async () => {
    link.start();
    const socket = await connected();
    socket.say(stateMessage());
    expect(link.state.get()).toEqual({ kind: "open" });
    expect(heard).toEqual([stateMessage()]);
  });

  test("answers a ping, and asks itself", async () => {
    link.start();
    const socket = await connected();
    socket.say({ type: "ping", number: 7 });
    await vi.advanceTimersByTimeAsync(10_000);
    expect(socket.received).toEqual([
      { type: "pong", number: 7 },
      { type: "ping", number: 0 },
    ]);
    expect(heard).toEqual([]);
  });

  test("keeps what is sent meanwhile, in order and bounded", async () => {
    link.start();
    for (let attempt = 1; attempt <= MAX_QUEUED; attempt += 1) expect(link.send({ type: "connected", attempt })).toBe(true);
    expect(link.send({ type: "off" })).toBe(false);
    const socket = await connected();
    expect(socket.received).toHaveLength(MAX_QUEUED);
    expect(socket.received[0]).toEqual({ type: "connected", attempt: 1 });
  });

  test("comes back after a pause, with a new ticket", async () => {
    link.start();
    const first = await connected();
    first.close();
    expect(link.state.get()).toMatchObject({ kind: "waiting" });
    await vi.advanceTimersByTimeAsync(500);
    await connected();
    expect(FakeSocket.made).toHaveLength(2);
    expect(link.state.get()).toEqual({ kind: "open" });
  });

  test("gives up a socket that fell silent", async () => {
    link.start();
    const socket = await connected();
    await vi.advanceTimersByTimeAsync(24_999);
    expect(link.state.get().kind).toBe("open");
    await vi.advanceTimersByTimeAsync(1);
    expect(link.state.get().kind).toBe("waiting");
    expect(socket.readyState).toBe(WebSocket.CLOSED);
  });

  test("tries again when no ticket comes, and stops when one is refused", async () => {
    ticket = () => Promise.reject(new Error("away"));
    link.start();
    await vi.advanceTimersByTimeAsync(0);
    expect(link.state.get().kind).toBe("waiting");
    ticket = () => Promise.reject(new TicketRefused("Nothing here for you."));
    await vi.advanceTimersByTimeAsync(500);
    expect(link.state.get()).toEqual({ kind: "refused", message: "Nothing here for you." });
    expect(FakeSocket.made).toHaveLength(0);
  });

  test.each(["{", '{"type":"nonsense"}', '{"type":"ping","number":"1"}'])("closes for good on %s", async (text) => {
    link.start();
    const socket = await connected();
    socket.say(text);
    expect(malformed).toHaveLength(1);
    expect(link.state.get()).toEqual({ kind: "closed" });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(FakeSocket.made).toHaveLength(1);
  });

  test("sends nothing and opens nothing after it was closed", async () => {
    link.start();
    await connected();
    link.close();
    expect(link.send({ type: "off" })).toBe(false);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(FakeSocket.made).toHaveLength(1);
  });
});

test("the pause doubles up to its limit, and is anything below", () => {
  expect([0, 1, 2, 10].map((tries) => pauseBefore(tries, 1))).toEqual([500, 1_000, 2_000, 8_000]);
  expect(pauseBefore(10, 0)).toBe(0);
});
