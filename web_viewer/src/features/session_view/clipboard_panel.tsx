/** Passes a text between the two clipboards: what the browser gives by itself, and two fields where it does not. */

import {
  useCallback,
  useEffect,
  useRef,
  useState,
  useSyncExternalStore,
  type FormEvent,
  type KeyboardEvent,
} from "react";
import type { ClipboardNow, RemoteClipboard, Way } from "@/remote/clipboard";
import { t } from "@/ui/text";
import { clipboardWords, type ClipboardRights } from "./clipboard_words";
import "./clipboard.css";

export interface ClipboardHands {
  /** Which way is looked at; null where the panel is closed. */
  readonly open: Way | null;
  readonly now: ClipboardNow;
  /** The browser does not let this page read its clipboard. */
  readonly blocked: boolean;
  /** Whether the browser took the text that was fetched; null until it has said so. */
  readonly placed: boolean | null;
  send(): void;
  sendText(text: string): void;
  fetch(): void;
  copy(text: string): void;
  close(): void;
}

/** The person's answer may take half a minute, after which a browser wants a click before it lets a page write. */
export function useClipboard(clipboard: RemoteClipboard): ClipboardHands {
  const now = useSyncExternalStore(clipboard.state.subscribe, clipboard.state.get);
  const [open, setOpen] = useState<Way | null>(null);
  const [blocked, setBlocked] = useState(false);
  const [placed, setPlaced] = useState<boolean | null>(null);
  const copy = useCallback((text: string) => {
    writeHere(text).then(
      () => setPlaced(true),
      () => setPlaced(false),
    );
  }, []);
  const fetched = now.kind === "over" ? now.text : null;
  useEffect(() => {
    if (fetched !== null) copy(fetched);
  }, [copy, fetched]);
  // What the browser gives after something else was begun, or the panel closed, is not what was wanted then.
  const turn = useRef(0);
  const begin = (way: Way) => {
    turn.current += 1;
    clipboard.clear();
    setBlocked(false);
    setPlaced(null);
    setOpen(way);
  };
  return {
    open,
    now,
    blocked,
    placed,
    send: () => {
      begin("send");
      const mine = turn.current;
      const stillSo = (act: () => void) => (mine === turn.current ? act() : undefined);
      readHere().then(
        (text) => stillSo(() => void clipboard.send(text)),
        () => stillSo(() => setBlocked(true)),
      );
    },
    sendText: (text) => {
      turn.current += 1;
      setBlocked(false);
      void clipboard.send(text);
    },
    fetch: () => {
      begin("fetch");
      clipboard.fetch();
    },
    copy,
    close: () => {
      turn.current += 1;
      clipboard.clear();
      setBlocked(false);
      setOpen(null);
    },
  };
}

async function readHere(): Promise<string> {
  if (navigator.clipboard?.readText === undefined) throw new DOMException("no clipboard", "NotAllowedError");
  return navigator.clipboard.readText();
}

async function writeHere(text: string): Promise<void> {
  if (navigator.clipboard?.writeText === undefined) throw new DOMException("no clipboard", "NotAllowedError");
  await navigator.clipboard.writeText(text);
}

interface Props {
  hands: ClipboardHands;
  rights: ClipboardRights;
  own: boolean;
  onClose: () => void;
}

export function ClipboardPanel({ hands, rights, own, onClose }: Props) {
  const { open, now, blocked, placed } = hands;
  if (open === null) return null;
  const text = now.kind === "over" ? now.text : null;
  return (
    <aside className="hr-view-clipboard" aria-label={t("view.clipboard.title")}>
      <div className="hr-view-messages-head">
        <strong>{t(open === "send" ? "view.clipboard.send" : "view.clipboard.fetch")}</strong>
        <button type="button" onClick={onClose}>
          {t("common.close")}
        </button>
      </div>
      <p role="status" data-testid="clipboard-state" data-state={now.kind === "over" ? now.outcome : now.kind}>
        {now.kind === "idle" && open === "send" ? t(blocked ? "view.clipboard.blocked" : "view.clipboard.reading") : clipboardWords(now, own)}
      </p>
      {open === "send" ? <SendField hands={hands} can={rights.send} onClose={onClose} /> : null}
      {text === null ? null : (
        <Fetched text={text} placed={placed} onCopy={() => hands.copy(text)} onClose={onClose} />
      )}
    </aside>
  );
}

function SendField({ hands, can, onClose }: { hands: ClipboardHands; can: boolean; onClose: () => void }) {
  const field = useRef<HTMLTextAreaElement>(null);
  const { blocked, now } = hands;
  useEffect(() => {
    if (blocked) field.current?.focus();
  }, [blocked]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    hands.sendText(field.current?.value ?? "");
  };
  const waits = now.kind === "moving";
  return (
    <form className="hr-view-clipboard-form" onSubmit={submit}>
      <label htmlFor="hr-clipboard-text">{t("view.clipboard.field")}</label>
      <textarea
        ref={field}
        id="hr-clipboard-text"
        rows={4}
        spellCheck={false}
        autoComplete="off"
        onKeyDown={(event) => closeByKey(event, onClose)}
      />
      <button type="submit" aria-disabled={waits || !can || undefined} onClick={waits || !can ? (event) => event.preventDefault() : undefined}>
        {t("view.clipboard.send_text")}
      </button>
    </form>
  );
}

interface FetchedProps {
  text: string;
  placed: boolean | null;
  onCopy: () => void;
  onClose: () => void;
}

function Fetched({ text, placed, onCopy, onClose }: FetchedProps) {
  return (
    <div className="hr-view-clipboard-form">
      {placed === null ? null : <p role="status">{t(placed ? "view.clipboard.copied" : "view.clipboard.not_copied")}</p>}
      <label htmlFor="hr-clipboard-fetched">{t("view.clipboard.their_text")}</label>
      <textarea
        id="hr-clipboard-fetched"
        rows={4}
        readOnly
        value={text}
        spellCheck={false}
        dir="auto"
        onKeyDown={(event) => closeByKey(event, onClose)}
      />
      <button type="button" onClick={onCopy}>
        {t("view.clipboard.copy")}
      </button>
    </div>
  );
}

function closeByKey(event: KeyboardEvent, close: () => void): void {
  if (event.key !== "Escape") return;
  event.preventDefault();
  close();
}
