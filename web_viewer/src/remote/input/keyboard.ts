/** Turns key events into keys of the remote keyboard, and hears the chord that leads to the bar. */

import type { Modifier } from "@/protocol/viewer_agent.gen";
import { Chord } from "./chord";
import type { InputPort } from "./port";

const MODIFIERS: readonly (readonly [string, Modifier])[] = [
  ["Shift", "shift"],
  ["Control", "control"],
  ["Alt", "alt"],
  ["Meta", "meta"],
  ["AltGraph", "alt_graph"],
];
const MAX_CODE = 32;
const MAX_TEXT = 16;
const SILENT = /^(?:Shift|Control|Alt|Meta|OS)|Lock$/;
/** Characters that one composition or insertion may give. */
const MAX_WRITTEN = 256;
// Keys that an input method has taken: what comes of them is told as text.
const TAKEN = new Set(["Process", "Dead", "Unidentified"]);

export interface KeyboardPorts {
  readonly port: InputPort;
  /** `Ctrl+Alt+Shift` was pressed and released with nothing between. */
  onChord(): void;
}

/** The text that a key makes: its character, or nothing for keys that have only a name. */
export function textOf(key: string): string {
  const isCharacter = [...key].length === 1;
  return isCharacter && key.length <= MAX_TEXT ? key : "";
}

export function modifiersOf(event: Pick<KeyboardEvent, "getModifierState">): Modifier[] {
  return MODIFIERS.filter(([name]) => event.getModifierState(name)).map(([, modifier]) => modifier);
}

function isComposed(event: KeyboardEvent): boolean {
  return event.isComposing || TAKEN.has(event.key);
}

export class KeyboardInput {
  readonly #ports: KeyboardPorts;
  readonly #held = new Map<string, string>();
  readonly #chord = new Chord();

  constructor(ports: KeyboardPorts) {
    this.#ports = ports;
  }

  /** Listens on the field that has the focus while one works on the picture; what is composed in it is sent as text. */
  attach(field: HTMLTextAreaElement): () => void {
    const stop = new AbortController();
    const { signal } = stop;
    field.addEventListener("keydown", (event) => this.#down(event), { signal });
    field.addEventListener("keyup", (event) => this.#up(event), { signal });
    field.addEventListener("input", (event) => this.#written(event as InputEvent, field), { signal });
    field.addEventListener("compositionend", (event) => this.#composed(event, field), { signal });
    return () => stop.abort();
  }

  /** Forgets what is held, and has the other side let go of it. */
  release(): void {
    this.#chord.reset();
    if (this.#held.size > 0) this.#ports.port.releaseAll();
    this.#held.clear();
  }

  #down(event: KeyboardEvent): void {
    // The chord is heard in view only too: it is the only way to the bar by keyboard.
    this.#chord.down(event.code);
    if (!this.#ports.port.mayControl || isComposed(event)) return;
    event.preventDefault();
    if (event.code.length > MAX_CODE) return;
    // The device never repeats a held key by itself: one that is let go too late would type on. So repeats are sent,
    // but those of modifiers mean nothing.
    if (event.repeat && SILENT.test(event.code)) return;
    const text = textOf(event.key);
    if (event.code === "" && text === "") return;
    this.#held.set(event.code, text);
    this.#send(event, text, true);
  }

  #up(event: KeyboardEvent): void {
    const chord = this.#chord.up(event.code);
    if (this.#held.has(event.code)) {
      event.preventDefault();
      const text = this.#held.get(event.code) ?? "";
      this.#held.delete(event.code);
      this.#send(event, text, false);
    }
    // macOS tells no key-up for keys that were held together with Command.
    if (event.code.startsWith("Meta")) this.release();
    if (chord) {
      this.release();
      this.#ports.onChord();
    }
  }

  /** Text without a key of its own: an on-screen keyboard, or a program that writes for the person. */
  #written(event: InputEvent, field: HTMLTextAreaElement): void {
    if (event.isComposing) return;
    field.value = "";
    if (event.inputType === "insertText") this.#type(event.data ?? "");
  }

  #composed(event: CompositionEvent, field: HTMLTextAreaElement): void {
    field.value = "";
    this.#type(event.data);
  }

  #type(text: string): void {
    const characters = [...text].slice(0, MAX_WRITTEN);
    for (let at = 0; at < characters.length; at += MAX_TEXT) {
      const key = { type: "key", code: "", text: characters.slice(at, at + MAX_TEXT).join(""), modifiers: [] } as const;
      this.#ports.port.input("control", { ...key, down: true });
      this.#ports.port.input("control", { ...key, down: false });
    }
  }

  #send(event: KeyboardEvent, text: string, down: boolean): void {
    const { code } = event;
    this.#ports.port.input("control", { type: "key", code, text, down, modifiers: modifiersOf(event) });
  }
}
