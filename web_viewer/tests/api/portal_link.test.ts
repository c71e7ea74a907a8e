import { beforeEach, describe, expect, test, vi } from "vitest";
import { ApiError } from "../../src/api/client";
import { linkAddress, read, startPortalLink, waitBeforeTry, type LinkState, type PortalLinkPorts } from "../../src/api/portal_link";

class FakeSocket extends EventTarget {
  readonly sent: string[] = [];
  closed = false;
  send(text: string) {
    this.sent.push(text);
  }
  close() {
    if (this.closed) return;
    this.closed = true;
    this.dispatchEvent(new Event("close"));
  }
  says(message: object) {
    this.dispatchEvent(new MessageEvent("message", { data: JSON.stringify(message) }));
  }
}

function begin(change: Partial<PortalLinkPorts> = {}) {
  const sockets: FakeSocket[] = [];
  const states: LinkState[] = [];
  const topics: string[] = [];
  let signedOut = 0;
  const end = startPortalLink(
    { onState: (state) => states.push(state), onChanged: (topic) => topics.push(topic), onSignedOut: () => (signedOut += 1) },
    {
      ticket: async () => "t",
      open: () => {
        const socket = new FakeSocket();
        sockets.push(socket);
        return socket as unknown as WebSocket;
      },
      now: () => new Date(5),
      random: () => 1,
      ...change,
    },
  );
  return { sockets, states, topics, end, signedOut: () => signedOut };
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("window", { location: { protocol: "https:", host: "h:1" } });
  return () => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  };
});

const turn = () => vi.advanceTimersByTimeAsync(0);

const refused = async () => Promise.reject(new ApiError(401, { code: "sign_in.needed", message: "" }));

describe("the live link", () => {
  test("makes what was read before it opened old, as nobody listened yet", async () => {
    const link = begin();
    await turn();
    expect(link.topics).toEqual([]);
    link.sockets[0]?.dispatchEvent(new Event("open"));
    expect(link.topics).toEqual(["*"]);
    link.end();
  });

  test("is live once open, tells topics, and answers a ping", async () => {
    const link = begin();
    await turn();
    link.sockets[0]?.dispatchEvent(new Event("open"));
    link.sockets[0]?.says({ type: "changed", topic: "devices" });
    link.sockets[0]?.says({ type: "ping", number: 4 });
    expect(link.states).toEqual([{ kind: "live" }]);
    expect(link.topics).toEqual(["*", "devices"]);
    expect(link.sockets[0]?.sent).toEqual(['{"type":"pong","number":4}']);
    link.end();
  });

  test("dates the page when it is lost, comes back by itself, and then makes everything old", async () => {
    const link = begin();
    await turn();
    link.sockets[0]?.dispatchEvent(new Event("open"));
    link.sockets[0]?.close();
    expect(link.states.at(-1)).toEqual({ kind: "old", since: new Date(5) });
    await vi.advanceTimersByTimeAsync(1_000);
    link.sockets[1]?.dispatchEvent(new Event("open"));
    expect(link.states.at(-1)).toEqual({ kind: "live" });
    expect(link.topics).toEqual(["*", "*"]);
    link.end();
  });

  test("gives up on a silent broker after 45 seconds, not before", async () => {
    const link = begin();
    await turn();
    link.sockets[0]?.dispatchEvent(new Event("open"));
    await vi.advanceTimersByTimeAsync(44_999);
    expect(link.sockets[0]?.closed).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(link.sockets[0]?.closed).toBe(true);
    link.end();
  });

  test("stops for good when the sign-in is over", async () => {
    const link = begin({ ticket: refused });
    await vi.advanceTimersByTimeAsync(200_000);
    expect(link.signedOut()).toBe(1);
    expect(link.sockets).toEqual([]);
  });

  test("opens nothing after it was ended", async () => {
    const link = begin();
    link.end();
    await vi.advanceTimersByTimeAsync(200_000);
    expect(link.sockets).toEqual([]);
  });

  test("waits with full jitter, at most a minute", () => {
    expect(waitBeforeTry(0, 1)).toBe(1_000);
    expect(waitBeforeTry(3, 0.5)).toBe(4_000);
    expect(waitBeforeTry(30, 1)).toBe(60_000);
    expect(waitBeforeTry(30, 0)).toBe(0);
  });

  test("asks the address that the page came from", () => {
    expect(linkAddress("a/b", { protocol: "https:", host: "x:8443" })).toBe("wss://x:8443/links/portal?ticket=a%2Fb");
  });

  test.each([['{"type":"changed"}'], ['{"type":"ping"}'], ["{"], ["null"], [7]])("passes over %s", (text) => {
    expect(read(text)).toEqual({ type: "unknown" });
  });
});
