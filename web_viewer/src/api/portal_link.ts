/** Keeps the live link of the portal open: says what changed, and whether the page is live or old. */

import { portalTicket } from "./actions";
import { ApiError } from "./client";

export type LinkState = { kind: "live" } | { kind: "old"; since: Date };

export interface PortalLinkListener {
  onChanged(topic: string): void;
  onState(state: LinkState): void;
  /** The sign-in is over, so the link stops for good. */
  onSignedOut(): void;
}

export interface PortalLinkPorts {
  ticket(): Promise<string>;
  open(url: string): WebSocket;
  now(): Date;
  random(): number;
}

const browser: PortalLinkPorts = {
  ticket: async () => (await portalTicket()).ticket,
  open: (url) => new WebSocket(url),
  now: () => new Date(),
  random: Math.random,
};

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 60_000;
const PING_MS = 15_000;
/** Three pings without an answer mean that nobody is there. */
const SILENCE_MS = 45_000;

/** Full jitter, so that a thousand browsers do not come back in the same second. */
export function waitBeforeTry(tries: number, random: number): number {
  return random * Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** tries);
}

export function linkAddress(ticket: string, place: { protocol: string; host: string }): string {
  const scheme = place.protocol === "https:" ? "wss:" : "ws:";
  return `${scheme}//${place.host}/links/portal?ticket=${encodeURIComponent(ticket)}`;
}

/** Starts the link; the returned function ends it. */
export function startPortalLink(listener: PortalLinkListener, ports: PortalLinkPorts = browser): () => void {
  let ended = false;
  let tries = 0;
  let socket: WebSocket | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let silence: ReturnType<typeof setTimeout> | undefined;
  let beat: ReturnType<typeof setInterval> | undefined;
  let pings = 0;
  let old: Date | null = null;

  const ping = () => {
    pings += 1;
    socket?.send(JSON.stringify({ type: "ping", number: pings }));
  };
  const heard = () => {
    clearTimeout(silence);
    silence = setTimeout(() => socket?.close(), SILENCE_MS);
  };
  const retry = () => {
    clearTimeout(silence);
    clearInterval(beat);
    socket = null;
    if (ended) return;
    old ??= ports.now();
    listener.onState({ kind: "old", since: old });
    timer = setTimeout(() => void connect(), waitBeforeTry(tries, ports.random()));
    tries += 1;
  };
  const connect = async () => {
    let ticket: string;
    try {
      ticket = await ports.ticket();
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) {
        listener.onSignedOut();
        return;
      }
      retry();
      return;
    }
    if (ended) return;
    const opened = ports.open(linkAddress(ticket, window.location));
    socket = opened;
    opened.addEventListener("open", () => {
      heard();
      beat = setInterval(ping, PING_MS);
      // What changed before anybody listened was told to nobody: the first time, between loading and opening.
      listener.onChanged("*");
      old = null;
      listener.onState({ kind: "live" });
    });
    opened.addEventListener("message", (event: MessageEvent<unknown>) => {
      tries = 0;
      heard();
      const message = read(event.data);
      if (message.type === "changed") listener.onChanged(message.topic);
      if (message.type === "ping") opened.send(JSON.stringify({ type: "pong", number: message.number }));
      if (message.type === "signed_out") listener.onSignedOut();
    });
    opened.addEventListener("close", retry, { once: true });
  };
  void connect();
  return () => {
    ended = true;
    clearTimeout(timer);
    clearTimeout(silence);
    clearInterval(beat);
    socket?.close();
  };
}

export type PortalMessage =
  | { type: "changed"; topic: string }
  | { type: "ping"; number: number }
  | { type: "signed_out" }
  | { type: "unknown" };

/** Reads what the broker said; whatever this page does not know is passed over. */
export function read(text: unknown): PortalMessage {
  if (typeof text !== "string") return { type: "unknown" };
  try {
    const message = JSON.parse(text) as Record<string, unknown>;
    const { type, topic, number } = message;
    if (type === "changed" && typeof topic === "string") return { type, topic };
    if (type === "ping" && typeof number === "number") return { type, number };
    if (type === "signed_out") return { type };
  } catch {
    // Not JSON, so not ours.
  }
  return { type: "unknown" };
}
