/** Presses keys together on the device that a browser or its system keeps for itself. */

import type { Modifier } from "@/protocol/viewer_agent.gen";
import type { InputPort } from "./port";

/** The keys of each, by their places on the keyboard, in the order in which they go down. */
export const COMBINATIONS = {
  ctrl_alt_delete: ["ControlLeft", "AltLeft", "Delete"],
  alt_tab: ["AltLeft", "Tab"],
  alt_f4: ["AltLeft", "F4"],
  ctrl_w: ["ControlLeft", "KeyW"],
  ctrl_t: ["ControlLeft", "KeyT"],
  ctrl_n: ["ControlLeft", "KeyN"],
  ctrl_tab: ["ControlLeft", "Tab"],
  ctrl_shift_escape: ["ControlLeft", "ShiftLeft", "Escape"],
  meta: ["MetaLeft"],
  print_screen: ["PrintScreen"],
} as const satisfies Record<string, readonly string[]>;

export type Combination = keyof typeof COMBINATIONS;

const MODIFIERS: Readonly<Record<string, Modifier>> = {
  ControlLeft: "control",
  AltLeft: "alt",
  ShiftLeft: "shift",
  MetaLeft: "meta",
};

/** The letter is said too, so that the device finds it in its own layout. */
const textOf = (code: string): string => (/^Key[A-Z]$/.test(code) ? code.slice(3).toLowerCase() : "");

/** Presses all, then lets go of all in reverse; false where the device may not be reached, and nothing is held then. */
export function pressTogether(port: InputPort, combination: Combination): boolean {
  const codes: readonly string[] = COMBINATIONS[combination];
  const held: string[] = [];
  const send = (code: string, down: boolean): boolean => {
    const modifiers = held.flatMap((one) => MODIFIERS[one] ?? []);
    return port.input("control", { type: "key", code, text: textOf(code), down, modifiers });
  };
  for (const code of codes) {
    held.push(code);
    if (!send(code, true)) {
      port.releaseAll();
      return false;
    }
  }
  for (const code of codes.toReversed()) {
    held.pop();
    if (!send(code, false)) port.releaseAll();
  }
  return true;
}
