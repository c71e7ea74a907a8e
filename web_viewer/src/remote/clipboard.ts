/** Passes texts between this browser's clipboard and the device's: one at a time, bounded, and strict with both sides. */

import { MAX_TEXT_BYTES, PART_BYTES, type TransferState } from "@/protocol/clipboard.gen";
import type { ClipboardHead, ClipboardPart, ClipboardState, ViewerToAgent } from "@/protocol/viewer_agent.gen";
import { equal, sha256, utf8, type Bytes } from "./bytes";
import { Malformed } from "./faults";
import { Store } from "./store";

export type Way = "send" | "fetch";
/** How a transfer ended; the device says all of these but `too_large` and `empty` of what is sent from here. */
export type Outcome = Exclude<TransferState, "ready" | "asking">;

export type ClipboardNow =
  | { readonly kind: "idle" }
  | { readonly kind: "moving"; readonly way: Way; readonly step: "begun" | "asking" | "coming" }
  /** With the text that was fetched. */
  | { readonly kind: "over"; readonly way: Way; readonly outcome: Outcome; readonly text: string | null };

export interface ClipboardPorts {
  send(message: ViewerToAgent): boolean;
  /** The device sent what no honest one does. */
  refuse(fault: Malformed): void;
}

/** Longer than the device waits for its person, and for a text to arrive. */
export const SILENCE_MS = 60_000;
const ROOM_MS = 50;
/** Of transfers that were given up here; more than that is no accident. */
export const MOST_STRAYS = MAX_TEXT_BYTES / PART_BYTES + 1;

interface Transfer {
  readonly number: number;
  readonly way: Way;
  /** What is still to be sent. */
  content: Bytes | null;
  head: ClipboardHead | null;
  readonly parts: Bytes[];
  came: number;
}

export class RemoteClipboard {
  readonly state = new Store<ClipboardNow>({ kind: "idle" });
  readonly #ports: ClipboardPorts;
  #transfer: Transfer | null = null;
  #number = 0;
  #strays = 0;
  #silence: ReturnType<typeof setTimeout> | undefined;
  #room: ReturnType<typeof setTimeout> | undefined;

  constructor(ports: ClipboardPorts) {
    this.#ports = ports;
  }

  /** Offers a text to the device; what it holds leaves only once the device is ready for it. */
  async send(text: string): Promise<void> {
    if (this.#transfer !== null) return;
    const content = utf8(text);
    if (content.length === 0 || content.length > MAX_TEXT_BYTES) {
      const outcome = content.length === 0 ? "empty" : "too_large";
      this.state.set({ kind: "over", way: "send", outcome, text: null });
      return;
    }
    const transfer = this.#begin("send", content);
    const hash = await sha256(content);
    if (!this.#isNow(transfer)) return;
    this.#say({ type: "clipboard_head", transfer: transfer.number, format: "text", size: content.length, sha256: hash });
  }

  /** Asks for the text that the person copied last. */
  fetch(): void {
    if (this.#transfer !== null) return;
    this.#say({ type: "clipboard_fetch", transfer: this.#begin("fetch", null).number });
  }

  /** Forgets how the last one ended, and the text of it. */
  clear(): void {
    if (this.#transfer === null) this.state.set({ kind: "idle" });
  }

  /** The way to the device is gone. */
  lost(): void {
    if (this.#transfer !== null) this.#end("broken");
  }

  heard(message: ClipboardHead | ClipboardPart | ClipboardState): void {
    const transfer = this.#transfer;
    if (transfer === null || message.transfer !== transfer.number) {
      this.#stray(message.transfer);
      return;
    }
    this.#wait();
    if (message.type === "clipboard_state") this.#stateCame(transfer, message.state);
    else if (message.type === "clipboard_head") this.#headCame(transfer, message);
    else this.#partCame(transfer, message);
  }

  #begin(way: Way, content: Bytes | null): Transfer {
    this.#number += 1;
    const transfer: Transfer = { number: this.#number, way, content, head: null, parts: [], came: 0 };
    this.#transfer = transfer;
    this.state.set({ kind: "moving", way, step: "begun" });
    this.#wait();
    return transfer;
  }

  #isNow(transfer: Transfer): boolean {
    return this.#transfer === transfer;
  }

  #say(message: ViewerToAgent): void {
    if (!this.#ports.send(message)) this.#end("broken");
  }

  /** What was given up here may still be on its way; nothing can come of what was not begun. */
  #stray(number: number): void {
    this.#strays += 1;
    if (number > this.#number || this.#strays > MOST_STRAYS) this.#refuse("clipboard.stray");
  }

  #stateCame(transfer: Transfer, state: TransferState): void {
    if (state === "asking") {
      this.state.set({ kind: "moving", way: transfer.way, step: "asking" });
    } else if (state === "ready") {
      if (transfer.content === null) this.#refuse("clipboard.out_of_order");
      else this.#pump(transfer, transfer.content, 0);
    } else if (state === "done" && transfer.way === "fetch") {
      this.#refuse("clipboard.out_of_order");
    } else {
      this.#end(state);
    }
  }

  /** Sends as much as there is room for, and goes on when there is more. */
  #pump(transfer: Transfer, content: Bytes, sent: number): void {
    if (!this.#isNow(transfer)) return;
    transfer.content = null;
    for (let at = sent; at < content.length; at += PART_BYTES) {
      const part = { content: content.slice(at, at + PART_BYTES), number: at / PART_BYTES + 1, transfer: transfer.number };
      if (!this.#ports.send({ type: "clipboard_part", ...part })) {
        this.#room = setTimeout(() => this.#pump(transfer, content, at), ROOM_MS);
        return;
      }
    }
  }

  #headCame(transfer: Transfer, head: ClipboardHead): void {
    if (transfer.way !== "fetch" || transfer.head !== null) this.#refuse("clipboard.out_of_order");
    else if (head.size < 1 || head.size > MAX_TEXT_BYTES) this.#refuse("clipboard.too_large");
    else {
      transfer.head = head;
      this.state.set({ kind: "moving", way: "fetch", step: "coming" });
    }
  }

  #partCame(transfer: Transfer, { number, content }: ClipboardPart): void {
    const { head, parts } = transfer;
    if (head === null || number !== parts.length + 1) {
      this.#refuse("clipboard.out_of_order");
      return;
    }
    transfer.came += content.length;
    parts.push(content);
    if (transfer.came > head.size) this.#refuse("clipboard.too_large");
    else if (transfer.came === head.size) void this.#whole(transfer, head);
    else if (content.length < PART_BYTES) this.#refuse("clipboard.short_part");
  }

  async #whole(transfer: Transfer, head: ClipboardHead): Promise<void> {
    const whole = new Uint8Array(head.size);
    let at = 0;
    for (const part of transfer.parts) {
      whole.set(part, at);
      at += part.length;
    }
    const hash = await sha256(whole);
    if (!this.#isNow(transfer)) return;
    const text = equal(hash, head.sha256) ? decoded(whole) : null;
    if (text === null) this.#refuse("clipboard.other_hash");
    else this.#end("done", text);
  }

  #end(outcome: Outcome, text: string | null = null): void {
    const way = this.#transfer?.way ?? "send";
    this.#drop();
    this.state.set({ kind: "over", way, outcome, text });
  }

  #refuse(code: string): void {
    this.#end("broken");
    this.#ports.refuse(new Malformed(code));
  }

  #drop(): void {
    clearTimeout(this.#silence);
    clearTimeout(this.#room);
    this.#transfer = null;
  }

  #wait(): void {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => this.#end("broken"), SILENCE_MS);
  }
}

/** Control signs but tab and the ends of lines: they steer a terminal or a program, and nobody reads them. */
// oxlint-disable-next-line no-control-regex
const STEERING = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]/;

function decoded(content: Uint8Array): string | null {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(content);
    return STEERING.test(text) ? null : text;
  } catch {
    return null;
  }
}
