/** Listens for the single-letter keys of a page, unless somebody is typing. */

import { useEffect, useRef, useState } from "react";

const SWITCH = "handrail-single-keys";

/** Single letters can be switched off, for those who steer by voice. */
export function areSingleKeysOn(): boolean {
  try {
    return localStorage.getItem(SWITCH) !== "off";
  } catch {
    return true;
  }
}

export function switchSingleKeys(on: boolean): void {
  try {
    localStorage.setItem(SWITCH, on ? "on" : "off");
  } catch {
    // Without storage the choice lasts as long as the page, which is on.
  }
}

export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.matches("input:not([type=checkbox],[type=radio]), textarea, select, [role=textbox]"))
  );
}

function isDialogOpen(): boolean {
  return document.querySelector("[role=dialog]:not([data-keys])") !== null;
}

export type KeyTable = Record<string, () => void>;

const CHORD_MS = 1_500;
let chordUntil = 0;

/** Waits for a second letter after `first`; single letters are held back meanwhile. */
export function useChord(first: string, table: KeyTable): void {
  const current = useRef(table);
  useEffect(() => {
    current.current = table;
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      if (isDialogOpen() || !areSingleKeysOn()) return;
      const pending = performance.now() < chordUntil;
      chordUntil = !pending && event.key === first ? performance.now() + CHORD_MS : 0;
      const action = pending ? current.current[event.key] : undefined;
      if (!pending && event.key !== first) return;
      event.preventDefault();
      action?.();
    };
    window.addEventListener("keydown", listen, { capture: true });
    return () => window.removeEventListener("keydown", listen, { capture: true });
  }, [first]);
}

/** Calls the entry for the pressed key; keys with modifiers, in fields and under dialogs are left alone. */
export function useKeys(table: KeyTable): void {
  const current = useRef(table);
  useEffect(() => {
    current.current = table;
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      if (isTyping(event.target) || isDialogOpen() || !areSingleKeysOn()) return;
      // Enter belongs to the button or link that has the focus.
      if (event.key === "Enter" && event.target !== document.body) return;
      const action = current.current[event.key];
      if (action === undefined) return;
      event.preventDefault();
      action();
    };
    window.addEventListener("keydown", listen);
    return () => window.removeEventListener("keydown", listen);
  }, []);
}

/** Which row of a list has the mark: J and K or the arrows move it, Enter opens it. */
export function useListKeys(count: number, open: (row: number) => void, more: KeyTable = {}) {
  const [row, setRow] = useState(0);
  const held = Math.min(row, Math.max(0, count - 1));
  const moved = useRef(false);
  const move = (to: number) => {
    moved.current = true;
    setRow(Math.min(Math.max(to, 0), Math.max(0, count - 1)));
  };
  const down = () => move(held + 1);
  const up = () => move(held - 1);
  const openHeld = () => {
    if (count > 0) open(held);
  };
  useKeys({ j: down, k: up, Enter: openHeld, ...more });
  useEffect(() => {
    if (moved.current) document.querySelector("[data-marked]")?.scrollIntoView({ block: "nearest" });
  }, [held]);
  const onKeyDown = (event: { key: string; target: EventTarget; currentTarget: EventTarget; preventDefault(): void }) => {
    if (isTyping(event.target)) return;
    if (event.key === "ArrowDown") down();
    else if (event.key === "ArrowUp") up();
    else if (event.key === "Enter" && (event.target === event.currentTarget || isRow(event.target))) openHeld();
    else return;
    event.preventDefault();
  };
  return { row: held, setRow, onKeyDown };
}

function isRow(target: EventTarget): boolean {
  return target instanceof HTMLElement && target.matches("[role=row], [role=option], tr, li");
}
