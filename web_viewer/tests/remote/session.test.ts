import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { fromBase64 } from "@/protocol/shape";
import type { AgentToViewer } from "@/protocol/viewer_agent.gen";
import type { Reveal } from "@/protocol/viewer_broker.gen";
import { toHex } from "@/remote/bytes";
import { keyHash } from "@/remote/envelope";
import { confirmation, verificationCode } from "@/remote/exchange";
import { RemoteSession } from "@/remote/session";
import { Agent, DEVICE, fakeIdentity, FakePeer, FakePins, FakeSocket, SESSION, Signer, stateMessage, MADE } from "./simulated";

let socket: FakeSocket;
let peers: FakePeer[];
let pins: FakePins;
let session: RemoteSession;
let agent: Agent;

async function eventually(holds: () => boolean): Promise<void> {
  await vi.waitFor(() => expect(holds()).toBe(true), { timeout: 5_000, interval: 2 });
}
/** Everything that was said has been taken. */
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 50));
const step = (): string => session.state.get().step;
const peer = (): FakePeer => peers.at(-1) as FakePeer;

beforeEach(async () => {
  peers = [];
  pins = new FakePins();
  agent = new Agent(await Signer.make(), await Signer.make());
  session = new RemoteSession(SESSION, {
    now: () => Date.now(),
    pins,
    link: {
      now: () => Date.now(),
      random: () => 1,
      ticket: () => Promise.resolve("ticket"),
      open: () => {
        socket = new FakeSocket();
        setTimeout(() => socket.open(), 0);
        return socket.asWebSocket();
      },
    },
    attempt: {
      now: () => Date.now(),
      random: () => crypto.getRandomValues(new Uint8Array(32)),
      makeIdentity: fakeIdentity,
      makePeer: (identity, _servers, listener) => {
        const made = new FakePeer(identity, listener);
        peers.push(made);
        return made.asPeer();
      },
    },
  });
  session.start();
  await eventually(() => session.link.state.get().kind === "open");
  socket.say(stateMessage());
});
afterEach(() => session.close());

async function propose(attempt = 1, change = {}): Promise<void> {
  socket.say(await agent.propose(attempt, change));
  await eventually(() => ["asked", "refused", "key_changed"].includes(step()));
}

async function accept(attempt = 1, change = {}): Promise<Reveal> {
  const offer = socket.ofType("offer").find((one) => one.attempt === attempt);
  socket.say(await agent.accept(offer?.offer ?? "", change));
  await eventually(() => ["accepted", "refused"].includes(step()));
  const written = socket.ofType("reveal").at(-1) as unknown as Record<"fingerprint" | "random", string> & Reveal;
  if (written === undefined) throw new Error("nothing was revealed");
  return { ...written, fingerprint: fromBase64(written.fingerprint as unknown as string), random: fromBase64(written.random as unknown as string) };
}

/** The whole way until the picture may be shown. */
async function connect(attempt = 1): Promise<Reveal> {
  await propose(attempt);
  const reveal = await accept(attempt);
  socket.say({ type: "answered", attempt, sdp: agent.answer() });
  await eventually(() => peer().taken !== null);
  peer().listener.onOpen();
  peer().listener.onMessage("control", await agent.confirmation(reveal));
  await eventually(() => ["confirmed", "refused"].includes(step()));
  return reveal;
}

describe("the exchange", () => {
  test("leads to picture and code once both confirmations hold", async () => {
    const reveal = await connect();
    const snapshot = session.state.get();
    expect(snapshot).toMatchObject({ step: "confirmed", code: await verificationCode(agent.transcript(reveal)) });
    expect(snapshot.picture).toBe(peer().picture);
    expect(socket.ofType("connected")).toEqual([{ type: "connected", attempt: 1 }]);
    const mine = toHex(await confirmation(agent.transcript(reveal), "viewer"));
    const [channel, message] = peer().sent[0] ?? [];
    expect(channel).toBe("control");
    expect(message?.type === "confirm" && toHex(message.confirmation)).toBe(mine);
  });

  test("shows no picture and sends no input before the confirmation", async () => {
    await propose();
    await accept();
    peer().listener.onOpen();
    await eventually(() => peer().sent.length === 1);
    expect(session.state.get().picture).toBeNull();
    expect(session.input("control", { type: "release_all" })).toBe(false);
    expect(peer().sent).toHaveLength(1);
  });

  test("pins the device's key at its first use, and knows it again", async () => {
    await connect();
    expect(pins.known.get(DEVICE)).toBe(await keyHash(agent.device.public));
  });

  test.each([
    ["a proposal of another session", { session: "other" }, "proposal.other_session"],
    ["a proposal that asks for more", { capabilities: ["view", "files_out"] }, "proposal.too_wide"],
    ["a proposal for another key", { device_key: "0" }, "proposal.other_device_key"],
  ])("is stopped by %s", async (_what, change, code) => {
    await propose(1, change);
    expect(session.state.get()).toMatchObject({ step: "refused", fault: { code } });
    expect(socket.ofType("offer")).toEqual([]);
    expect(socket.ofType("off")).toHaveLength(1);
  });

  test("is stopped by an accept for more than was proposed", async () => {
    await propose();
    await expect(accept(1, { capabilities: ["view", "control", "chat"] })).rejects.toThrow();
    expect(session.state.get()).toMatchObject({ step: "refused", fault: { code: "accept.too_wide" } });
    expect(peers).toHaveLength(0);
  });

  test("is stopped by an accept of another device", async () => {
    await propose();
    const stranger = new Agent(agent.grant, await Signer.make());
    await stranger.propose(1);
    socket.say(await stranger.accept(socket.ofType("offer")[0]?.offer ?? ""));
    await eventually(() => step() === "refused");
    expect(session.state.get().fault?.code).toBe("envelope.unknown_key");
  });

  test("is stopped when the confirmation is another's", async () => {
    await propose();
    const reveal = await accept();
    peer().listener.onMessage("control", { type: "confirm", confirmation: reveal.random });
    await eventually(() => step() === "refused");
    expect(session.state.get()).toMatchObject({ picture: null, fault: { code: "confirm.other_transcript" } });
    expect(peer().closed).toBe(true);
  });

  test("is stopped when something else comes before the confirmation", async () => {
    await propose();
    await accept();
    peer().listener.onMessage("control", { type: "screen", width: 1, height: 1 });
    await eventually(() => step() === "refused");
    expect(session.state.get().fault?.code).toBe("confirm.missing");
  });

  test("is stopped by an answer before its time", async () => {
    await propose();
    socket.say({ type: "answered", attempt: 1, sdp: agent.answer() });
    await eventually(() => step() === "refused");
    expect(session.state.get().fault?.code).toBe("answer.out_of_order");
  });
});

describe("a device with another key", () => {
  beforeEach(async () => {
    pins.known.set(DEVICE, "f".repeat(64));
    await propose();
  });

  test("is warned of and told, and asked nothing", async () => {
    const seen = await keyHash(agent.device.public);
    expect(session.state.get()).toMatchObject({ step: "key_changed", key: { pinned: "f".repeat(64), seen } });
    expect(socket.ofType("device_key_changed")).toEqual([{ type: "device_key_changed", pinned: "f".repeat(64), seen }]);
    expect(socket.ofType("offer")).toEqual([]);
  });

  test("is gone on with by choice alone", async () => {
    session.goOnWithChangedKey();
    await eventually(() => step() === "asked");
    expect(socket.ofType("offer")).toHaveLength(1);
    expect(pins.known.get(DEVICE)).toBe("f".repeat(64));
  });
});

const hear = (message: Parameters<FakePeer["listener"]["onMessage"]>[1]): void =>
  peer().listener.onMessage("control", message);

describe("while it runs", () => {
  beforeEach(async () => {
    await connect();
  });

  test("status and screen say what is allowed, how long and how large", () => {
    hear({ type: "screen", width: 800, height: 600 });
    hear({ type: "status", capabilities: ["view", "control"], seconds_left: 60, held: false, paused: false, idle_left: null, quality: "sharp", kept_pictures: 3 });
    const made = { quality: "sharp", keptPictures: 3 };
    expect(session.state.get()).toMatchObject({ size: { width: 800, height: 600 }, capabilities: ["view", "control"], ...made });
    const delays = { type: "delays", capture: 1, encode: 5, send: 0.5 } as const;
    hear(delays);
    expect(session.delays.get()).toEqual(delays);
    expect(session.mayControl).toBe(true);
  });

  test("nothing is sent while their screen is locked, and the last minute of doing nothing is told", () => {
    const status = { type: "status", capabilities: ["view", "control"], seconds_left: 60, held: false } as const;
    hear({ ...status, paused: true, idle_left: 30, ...MADE });
    expect([session.mayControl, session.state.get().paused]).toEqual([false, true]);
    expect(session.state.get().idleEndsAt).not.toBeNull();
    session.tell({ type: "still_here" });
    expect(peer().sent.at(-1)).toEqual(["control", { type: "still_here" }]);
    hear({ ...status, paused: false, idle_left: null, ...MADE });
    expect([session.mayControl, session.state.get().idleEndsAt]).toEqual([true, null]);
  });

  test("the device says which of its screens are seen, and is asked for another", () => {
    const monitors = { type: "monitors", monitors: [{ number: 2, width: 800, height: 600 }], shown: 2, is_only: true } as const;
    hear(monitors);
    expect(session.state.get().monitors).toEqual(monitors);
    session.tell({ type: "show_monitor", number: 1 });
    expect(peer().sent.at(-1)).toEqual(["control", { type: "show_monitor", number: 1 }]);
  });

  test("nothing is sent while a question stands on their screen, or in view only", () => {
    hear({ type: "status", capabilities: ["view", "control"], seconds_left: 60, held: true, paused: false, idle_left: null, ...MADE });
    expect(session.mayControl).toBe(false);
    hear({ type: "status", capabilities: ["view"], seconds_left: 60, held: false, paused: false, idle_left: null, ...MADE });
    expect(session.mayControl).toBe(false);
    hear({ type: "status", capabilities: ["view", "control"], seconds_left: 60, held: false, paused: false, idle_left: null, ...MADE });
    session.setViewOnly(true);
    expect(session.mayControl).toBe(false);
    expect(peer().sent.at(-1)).toEqual(["control", { type: "release_all" }]);
  });

  test("more is asked for by the broker, and the answer is told, also where none came", () => {
    const question = { more: "extend", capabilities: [], seconds: 1800, seconds_to_deadline: 60 } as const;
    session.askMore("extend", { seconds: 1800 });
    expect(socket.ofType("ask_more")).toEqual([{ type: "ask_more", more: "extend", capabilities: [], seconds: 1800 }]);
    socket.say(stateMessage({ state: "active", granted: ["view", "control"], question }));
    expect(session.state.get().asking).toEqual({ kind: "asking", more: "extend", wanted: [] });
    socket.say(stateMessage({ state: "active", granted: ["view", "control"] }));
    expect(session.state.get().asking).toMatchObject({ kind: "answered", decision: "timed_out" });
    socket.say({ type: "more_answered", more: "extend", decision: "yes", capabilities: [], seconds: 600 });
    expect(session.state.get().asking).toEqual({ kind: "answered", more: "extend", wanted: [], decision: "yes", seconds: 600 });
    session.askMore("widen", { capabilities: ["control"] });
    socket.say({ type: "fault", code: "session.nothing_asked", message: "You have this already." });
    expect(session.state.get().asking).toMatchObject({ kind: "refused", more: "widen", message: "You have this already." });
  });

  test("Off is told to the device and to the broker", () => {
    session.off();
    expect(peer().sent.at(-1)).toEqual(["control", { type: "off" }]);
    expect(socket.ofType("off")).toHaveLength(1);
  });

  test("the device's end is the end, and the broker adds by whom", async () => {
    hear({ type: "ended", reason: "terminated" });
    expect(session.state.get()).toMatchObject({ end: { reason: "terminated", by: null }, picture: null, code: null });
    socket.say({ type: "ended", reason: "terminated", by: "Auditor", note: "Wrong device" });
    expect(session.state.get().end).toEqual({ reason: "terminated", by: "Auditor", note: "Wrong device" });
    expect(session.link.state.get().kind).toBe("closed");
  });

  test("a lost way is told once, freezes, and a new attempt brings it back", async () => {
    const first = peer();
    session.chooseQuality("low");
    first.listener.onState("disconnected");
    first.listener.onClose();
    expect(session.state.get()).toMatchObject({ step: "lost", code: null });
    expect(session.state.get().frozenAt).not.toBeNull();
    expect(socket.ofType("lost")).toEqual([{ type: "lost", attempt: 1 }]);
    agent = new Agent(agent.grant, agent.device);
    await connect(2);
    expect(peer()).not.toBe(first);
    expect(peer().sent).toContainEqual(["control", { type: "choose_quality", choice: "low" }]);
    expect(session.state.get()).toMatchObject({ step: "confirmed", frozenAt: null });
    expect(socket.ofType("connected").at(-1)).toEqual({ type: "connected", attempt: 2 });
  });

  test("a proposal, a yes and an answer of its own attempt change nothing once it runs", async () => {
    const offer = socket.ofType("offer")[0]?.offer ?? "";
    const yes = await agent.accept(offer);
    socket.say(yes);
    socket.say({ type: "answered", attempt: 1, sdp: agent.answer() });
    socket.say(await agent.propose(1));
    await settled();
    expect(session.state.get()).toMatchObject({ step: "confirmed", fault: null });
    expect([peers.length, peer().closed, socket.ofType("offer").length]).toEqual([1, false, 1]);
  });

  test("what is late of the attempt before harms the new one in nothing", async () => {
    const before = agent;
    const late = await before.propose(1);
    const yes = await before.accept(socket.ofType("offer")[0]?.offer ?? "");
    peer().listener.onClose();
    agent = new Agent(agent.grant, agent.device);
    await propose(2);
    for (const message of [late, yes, { type: "answered" as const, attempt: 1, sdp: before.answer() }]) socket.say(message);
    await settled();
    expect(session.state.get()).toMatchObject({ step: "asked", fault: null });
    expect(socket.ofType("offer").map((one) => one.attempt)).toEqual([1, 2]);
    expect(socket.ofType("off")).toEqual([]);
  });

  test("a newer attempt takes the place of one that was on its way", async () => {
    peer().listener.onClose();
    agent = new Agent(agent.grant, agent.device);
    await propose(2);
    agent = new Agent(agent.grant, agent.device);
    socket.say(await agent.propose(4));
    await eventually(() => socket.ofType("offer").length === 3);
    await accept(4);
    expect(session.state.get()).toMatchObject({ step: "accepted", fault: null });
  });

  test("a broker that was started again may begin an unfinished attempt once more", async () => {
    peer().listener.onClose();
    agent = new Agent(agent.grant, agent.device);
    await propose(2);
    socket.say(await agent.propose(2));
    await eventually(() => socket.ofType("offer").length === 3);
    const newest = socket.ofType("offer").at(-1);
    socket.say(await agent.accept(newest?.offer ?? ""));
    await eventually(() => step() === "accepted");
  });

  test("an unreadable message of the device ends it", async () => {
    const { Malformed } = await import("@/remote/faults");
    peer().listener.onMalformed(new Malformed("body.not_json"));
    expect(session.state.get()).toMatchObject({ step: "refused", fault: { code: "body.not_json" } });
  });
});

test("a page that was loaded anew asks for an attempt of its own", async () => {
  await agent.propose(3);
  socket.say(await agent.accept("{}"));
  await eventually(() => socket.ofType("lost").length === 1);
  expect(socket.ofType("lost")).toEqual([{ type: "lost", attempt: 3 }]);
  expect(session.state.get().fault).toBeNull();
});

test("the state of another session is not believed", async () => {
  socket.say(stateMessage({ session: "other" }));
  await eventually(() => step() === "refused");
  expect(session.state.get().fault?.code).toBe("link.other_session");
});

async function compare(change = {}): Promise<void> {
  await propose(1, change);
  const reveal = await accept();
  socket.say({ type: "answered", attempt: 1, sdp: agent.answer() });
  await eventually(() => peer().taken !== null);
  peer().listener.onOpen();
  peer().listener.onMessage("control", await agent.confirmation(reveal));
  await eventually(() => ["comparing", "confirmed"].includes(step()));
}
const typed = (matches: boolean, tries_left: number): void => peer().listener.onMessage("control", { type: "code", matches, tries_left });

describe("a code that the person types", () => {
  const status: AgentToViewer = { type: "status", capabilities: ["view", "control"], seconds_left: 60, held: false, paused: false, idle_left: null, ...MADE };

  test("stands there to be read out, and nothing is shown, sent or remembered before it matches", async () => {
    await compare({ code: "type" });
    peer().listener.onMessage("control", status);
    await settled();
    expect(session.state.get()).toMatchObject({ step: "comparing", tries: 3, compared: false, picture: null, activeAt: null });
    expect(session.state.get().code).toMatch(/^\d{6}$/);
    expect(session.mayControl).toBe(false);
    expect(socket.ofType("connected")).toHaveLength(0);
    expect(pins.known.size).toBe(0);
    typed(false, 2);
    await eventually(() => session.state.get().tries === 2);
    typed(true, 3);
    await eventually(() => step() === "confirmed");
    expect(session.state.get()).toMatchObject({ compared: true });
    expect(socket.ofType("connected")).toHaveLength(1);
    expect(pins.known.size).toBe(1);
  });

  test("is waited for no longer where the device shows its screen without one, because nobody is there to type it", async () => {
    await compare({ code: "type", attended: false });
    expect(step()).toBe("comparing");
    peer().listener.onMessage("control", { type: "screen", width: 1920, height: 1080 });
    await eventually(() => step() === "confirmed");
    expect(session.state.get()).toMatchObject({ compared: false, size: { width: 1920, height: 1080 } });
    expect(socket.ofType("connected")).toHaveLength(1);
  });

  test("is wanted by the device too where the proposal says less, and a match that nobody waits for says nothing", async () => {
    await compare({ code: "show" });
    expect(step()).toBe("confirmed");
    typed(true, 3);
    await settled();
    expect(session.state.get().compared).toBe(false);
    typed(false, 3);
    await eventually(() => step() === "comparing");
    expect(session.mayControl).toBe(false);
  });
});
