/** Keeps the link between this viewer and the broker: opens it with a ticket, beats, comes back, sends in order. */

import { decode, encode } from "@/protocol/codec";
import { brokerToViewerShape, MAX_BYTES, type BrokerToViewer, type ViewerToBroker } from "@/protocol/viewer_broker.gen";
import { Malformed } from "./faults";
import { Store } from "./store";

/** The broker refused a ticket for good: signed out, not permitted, no such session. */
export class TicketRefused extends Error {}

export type LinkState =
  | { readonly kind: "opening" }
  | { readonly kind: "open" }
  /** Nobody answers; the next try comes at this moment (milliseconds of `ports.now`). */
  | { readonly kind: "waiting"; readonly until: number }
  | { readonly kind: "refused"; readonly message: string }
  | { readonly kind: "closed" };

export interface LinkPorts {
  ticket(): Promise<string>;
  open(ticket: string): WebSocket;
  now(): number;
  random(): number;
}

export interface LinkListener {
  onMessage(message: BrokerToViewer): void;
  /** The broker sent something that is no message of this link; the link is closed for good. */
  onMalformed(fault: Malformed): void;
}

const FIRST_WAIT_MS = 500;
// A session waits 60 s for a viewer that was lost, so that the longest pause must leave room for several tries.
const LONGEST_WAIT_MS = 8_000;
const PING_MS = 10_000;
const SILENCE_MS = 25_000;
export const MAX_QUEUED = 32;

/** Full jitter: anything between nothing and the doubled pause. */
export function pauseBefore(tries: number, random: number): number {
  return random * Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** tries);
}

type Timer = ReturnType<typeof setTimeout>;

export class ViewerLink {
  readonly state = new Store<LinkState>({ kind: "opening" });
  readonly #ports: LinkPorts;
  readonly #listener: LinkListener;
  #socket: WebSocket | null = null;
  readonly #queue: string[] = [];
  #tries = 0;
  #pings = 0;
  #retry: Timer | undefined;
  #silence: Timer | undefined;
  #beat: ReturnType<typeof setInterval> | undefined;

  constructor(ports: LinkPorts, listener: LinkListener) {
    this.#ports = ports;
    this.#listener = listener;
  }

  start(): void {
    void this.#connect();
  }

  /** Sends, or keeps the message until the link is back; false when too many wait already. */
  send(message: ViewerToBroker): boolean {
    if (this.#isOver) return false;
    const written = encode(message);
    if (this.#socket?.readyState === WebSocket.OPEN) {
      this.#socket.send(written);
      return true;
    }
    if (this.#queue.length >= MAX_QUEUED) return false;
    this.#queue.push(written);
    return true;
  }

  close(): void {
    this.#end({ kind: "closed" });
  }

  get #isOver(): boolean {
    const { kind } = this.state.get();
    return kind === "closed" || kind === "refused";
  }

  async #connect(): Promise<void> {
    let ticket: string;
    try {
      ticket = await this.#ports.ticket();
    } catch (error) {
      if (this.#isOver) return;
      if (error instanceof TicketRefused) this.#end({ kind: "refused", message: error.message });
      else this.#wait();
      return;
    }
    if (this.#isOver) return;
    const socket = this.#ports.open(ticket);
    this.#socket = socket;
    this.#listenForEnd();
    socket.addEventListener("open", () => this.#opened(socket));
    socket.addEventListener("message", (event: MessageEvent<unknown>) => this.#received(event.data));
    socket.addEventListener("close", () => this.#closed(socket), { once: true });
  }

  #opened(socket: WebSocket): void {
    if (socket !== this.#socket) return;
    for (const written of this.#queue.splice(0)) socket.send(written);
    this.#beat = setInterval(() => this.send({ type: "ping", number: this.#pings++ }), PING_MS);
    this.state.set({ kind: "open" });
  }

  #received(source: unknown): void {
    if (this.#isOver) return;
    this.#tries = 0;
    this.#listenForEnd();
    let message: BrokerToViewer;
    try {
      message = decode(source, brokerToViewerShape, MAX_BYTES);
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
      this.#end({ kind: "closed" });
      this.#listener.onMalformed(error);
      return;
    }
    if (message.type === "ping") this.send({ type: "pong", number: message.number });
    else if (message.type !== "pong") this.#listener.onMessage(message);
  }

  #listenForEnd(): void {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => {
      // A socket that hears nothing may take minutes to notice; it is given up, not asked.
      const socket = this.#socket;
      if (socket) this.#closed(socket);
      socket?.close();
    }, SILENCE_MS);
  }

  #closed(socket: WebSocket): void {
    if (socket !== this.#socket) return;
    this.#letGo();
    if (!this.#isOver) this.#wait();
  }

  #wait(): void {
    const pause = pauseBefore(this.#tries, this.#ports.random());
    this.#tries += 1;
    this.state.set({ kind: "waiting", until: this.#ports.now() + pause });
    this.#retry = setTimeout(() => {
      this.state.set({ kind: "opening" });
      void this.#connect();
    }, pause);
  }

  #letGo(): void {
    clearTimeout(this.#retry);
    clearTimeout(this.#silence);
    clearInterval(this.#beat);
    this.#socket = null;
  }

  #end(state: LinkState): void {
    if (this.#isOver) return;
    this.state.set(state);
    const socket = this.#socket;
    this.#letGo();
    socket?.close();
  }
}
