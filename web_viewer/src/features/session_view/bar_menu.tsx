/** A button of the bar that opens a list of what can be done; used by pointer and by keys alike. */

import { IconChevronDown } from "@tabler/icons-react";
import { useEffect, useId, useLayoutEffect, useRef, useState, type FocusEvent, type KeyboardEvent, type MouseEvent, type ReactNode } from "react";

export interface Item {
  readonly words: string;
  /** One of several, and whether it is the one. */
  readonly chosen?: boolean;
  /** The key that does the same while the bar has the focus. */
  readonly keys?: string;
  /** Why it cannot be done now. */
  readonly why?: string | null;
  /** The list stays open: it is done several times in a row. */
  readonly stays?: boolean;
  act(): void;
}

interface Props {
  /** By which a key of the bar finds it. */
  opens: string;
  /** What it is about, before what stands on it. */
  name: string;
  shortcut: string;
  icon: ReactNode;
  label: string;
  /** Each in a group of its own. */
  groups: readonly (readonly Item[])[];
  /** Whoever chose by the pointer goes on at the picture. */
  onLeave: () => void;
}

const EDGE = 8;
const LEAST = 120;

export function BarMenu({ opens, name, shortcut, icon, label, groups, onLeave }: Props) {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const id = useId();
  useLayoutEffect(() => {
    if (!open) return undefined;
    const place = () => list.current !== null && keepInside(list.current);
    place();
    window.addEventListener("resize", place);
    return () => window.removeEventListener("resize", place);
  }, [open]);
  useEffect(() => {
    if (open) (list.current?.querySelector<HTMLElement>("[aria-checked=true]") ?? itemsIn(list.current)[0])?.focus();
  }, [open]);
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  const press = (item: Item, byPointer: boolean) => {
    if (typeof item.why === "string") return;
    if (item.stays !== true) {
      close();
      if (byPointer) onLeave();
    }
    item.act();
  };
  const left = (event: FocusEvent<HTMLElement>) => {
    if (!event.currentTarget.contains(event.relatedTarget)) setOpen(false);
  };
  return (
    <span className="hr-view-menu" onBlur={left}>
      <button
        ref={button}
        type="button"
        data-opens={opens}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        aria-keyshortcuts={shortcut}
        onClick={() => setOpen(!open)}
      >
        {icon} <span className="hr-view-hidden">{name}: </span>
        {label} <IconChevronDown size={14} stroke={1.75} aria-hidden />
      </button>
      {open ? (
        <div ref={list} id={id} role="menu" tabIndex={-1} aria-label={name} className="hr-view-list" onKeyDown={(event) => listKey(event, close)}>
          {groups.map((items) => (
            <div key={items[0]?.words} role="group">
              {items.map((item, at) => (
                <MenuItem key={item.words} item={item} tells={item.why !== items[at - 1]?.why} onPress={(byPointer) => press(item, byPointer)} />
              ))}
            </div>
          ))}
        </div>
      ) : null}
    </span>
  );
}

/** A reason that several have in a row is said once. */
function MenuItem({ item, tells, onPress }: { item: Item; tells: boolean; onPress: (byPointer: boolean) => void }) {
  const { words, chosen, keys, why = null } = item;
  // A click that keys make counts none.
  const press = (event: MouseEvent) => onPress(event.detail > 0);
  const shared = { tabIndex: -1, "aria-disabled": why === null ? undefined : true, onClick: press } as const;
  const content = (
    <>
      <span>{words}</span>
      {keys === undefined ? null : <kbd aria-hidden="true">{keys}</kbd>}
      {why !== null && tells ? <span className="hr-view-muted">{why}</span> : null}
    </>
  );
  if (chosen === undefined) {
    return (
      <button type="button" role="menuitem" {...shared}>
        {content}
      </button>
    );
  }
  return (
    <button type="button" role="menuitemradio" aria-checked={chosen} {...shared}>
      {content}
    </button>
  );
}

const itemsIn = (list: HTMLElement | null): HTMLElement[] => [...(list?.querySelectorAll<HTMLElement>("button") ?? [])];

/** Keys of the list are its own: the bar around it does not hear them. */
function listKey(event: KeyboardEvent<HTMLElement>, close: () => void): void {
  event.stopPropagation();
  const items = itemsIn(event.currentTarget);
  const at = items.findIndex((item) => item === document.activeElement);
  const to: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1 + items.length, Home: 0, End: items.length - 1 };
  const next = to[event.key];
  if (event.key === "Escape") close();
  else if (next !== undefined) items[next % items.length]?.focus();
  else return;
  event.preventDefault();
}

/** A list at the edge of the window moves in, and scrolls where it is too long. */
function keepInside(list: HTMLElement): void {
  list.style.translate = "";
  list.style.maxBlockSize = "";
  const { left, right, top, bottom } = list.getBoundingClientRect();
  const by = Math.max(EDGE - left, 0) + Math.min(window.innerWidth - EDGE - right, 0);
  list.style.translate = `${by}px 0`;
  // It hangs below a bar at the top, and stands above one at the bottom.
  const room = bottom > window.innerHeight - EDGE ? window.innerHeight - EDGE - top : bottom - EDGE;
  list.style.maxBlockSize = `${Math.max(room, LEAST)}px`;
}
