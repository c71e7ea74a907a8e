/**
 * The keys that act while the bar has the focus; the page that lists them reads the same table. The clipboard has none:
 * a letter that was meant for the other computer would send what one copied last.
 */

import type { TextKey } from "@/ui/text";
import type { Actions } from "./action_bar";

interface BarKey {
  /** As `KeyboardEvent.key` says them, in small letters. */
  readonly keys: readonly string[];
  /** As they are written on the page. */
  readonly written: string;
  readonly words: TextKey;
  act(on: Actions): void;
}

const PAN = 80;

export const BAR_KEYS: readonly BarKey[] = [
  { keys: ["v"], written: "V", words: "view.keys.view_only", act: (on) => on.viewOnly() },
  { keys: ["m"], written: "M", words: "view.keys.monitor", act: (on) => on.monitor() },
  { keys: ["z"], written: "Z", words: "view.keys.picture", act: (on) => on.open("picture") },
  { keys: ["k"], written: "K", words: "view.keys.keys", act: (on) => on.open("keys") },
  { keys: ["c"], written: "C", words: "view.keys.messages", act: (on) => on.messages() },
  { keys: ["s"], written: "S", words: "view.keys.stats", act: (on) => on.stats() },
  { keys: ["f"], written: "F", words: "view.keys.full_screen", act: (on) => on.fullScreen() },
  { keys: ["+", "="], written: "+", words: "view.keys.zoom_in", act: (on) => on.zoom("in") },
  { keys: ["-", "_"], written: "−", words: "view.keys.zoom_out", act: (on) => on.zoom("out") },
  { keys: ["0"], written: "0", words: "view.keys.fit", act: (on) => on.zoom("fit") },
  { keys: ["1"], written: "1", words: "view.keys.one", act: (on) => on.zoom("one") },
  { keys: ["?"], written: "?", words: "view.keys.help", act: (on) => on.help() },
];

const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [PAN, 0],
  ArrowRight: [-PAN, 0],
  ArrowUp: [0, PAN],
  ArrowDown: [0, -PAN],
};

/** How far the picture moves by an arrow with Shift; null for every other key. */
export function panBy(key: string, shift: boolean): { x: number; y: number } | null {
  const found = shift && Object.hasOwn(ARROWS, key) ? ARROWS[key] : undefined;
  return found === undefined ? null : { x: found[0], y: found[1] };
}

export function barKey(key: string): BarKey | undefined {
  const small = key.toLowerCase();
  return BAR_KEYS.find(({ keys }) => keys.includes(small));
}
