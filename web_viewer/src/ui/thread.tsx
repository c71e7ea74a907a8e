/** A thread of messages between a person and the technicians: read aloud as it grows, and the field to write into. */

import { Title } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useId, useRef, useState, type FormEvent, type KeyboardEvent } from "react";
import { MAX_MESSAGE } from "@/protocol/grant.gen";
import { ErrorNote, Loading, type Failure } from "./states";
import { t } from "./text";
import { Time } from "./time";
import { leftToWrite, refusalOf, tellsWhatIsLeft } from "./thread_rules";
import "./thread.css";

interface Message {
  number: number;
  mine: boolean;
  name: string;
  text: string;
  at: string;
}

export interface ShownThread {
  items: readonly Message[];
  unread: number;
  may_write: boolean;
  closes_at: string | null;
}

/** How a thread is read and written; the calls are the caller's. */
export interface ThreadSource<Data = unknown> {
  query: {
    queryKey: readonly unknown[];
    queryFn: (context: { signal: AbortSignal }) => Promise<Data>;
    refetchInterval?: number;
    select?: (data: Data) => ShownThread | null;
  };
  write: (text: string) => Promise<unknown>;
  read: (number: number) => Promise<unknown>;
}

interface Props<Data> {
  of: ThreadSource<Data>;
  /** Who only looks at somebody else's page marks nothing as read. */
  onlyLooks?: boolean;
}

/** A thread below its heading, as one part of a page. */
export function ThreadSection<Data>({ level, ...thread }: Props<Data> & { level: 2 | 3 }) {
  const id = useId();
  return (
    <section aria-labelledby={id}>
      <Title order={level} id={id} size="h4" mb={8}>
        {t("thread.title")}
      </Title>
      <Thread {...thread} />
    </section>
  );
}

export function Thread<Data>({ of, onlyLooks = false }: Props<Data>) {
  const reading = useQuery(of.query as never) as { data: ShownThread | null | undefined; error: Failure | null };
  const thread = reading.data;
  useRead(of, onlyLooks ? undefined : thread);
  if (thread === undefined) return reading.error === null ? <Loading rows={2} /> : <ErrorNote error={reading.error} />;
  if (thread === null) return null;
  return (
    <div className="hr-thread">
      <Log thread={thread} />
      {thread.may_write ? <Writing of={of} /> : <p className="hr-muted">{t(thread.closes_at === null ? "thread.only_read" : "thread.closed")}</p>}
    </div>
  );
}

/** Notes as read what stands on a page that somebody looks at. */
function useRead<Data>(of: ThreadSource<Data>, thread: ShownThread | null | undefined): void {
  const client = useQueryClient();
  const noted = useRef(0);
  const { mutate } = useMutation({
    mutationFn: of.read,
    onSuccess: () => client.invalidateQueries({ queryKey: ["messages", "unread"] }),
    onError: () => {
      noted.current = 0;
    },
  });
  const last = thread?.items.at(-1)?.number ?? 0;
  const unread = thread?.unread ?? 0;
  useEffect(() => {
    const note = () => {
      if (unread === 0 || document.hidden || noted.current >= last) return;
      noted.current = last;
      mutate(last);
    };
    note();
    document.addEventListener("visibilitychange", note);
    return () => document.removeEventListener("visibilitychange", note);
  }, [last, mutate, unread]);
}

function Log({ thread }: { thread: ShownThread }) {
  const list = useRef<HTMLOListElement>(null);
  const last = thread.items.at(-1)?.number ?? 0;
  useEffect(() => {
    if (list.current !== null) list.current.scrollTop = list.current.scrollHeight;
  }, [last]);
  const fresh = useFirstNew(thread);
  return (
    <>
      {thread.items.length === 0 ? <p className="hr-muted">{t("thread.empty")}</p> : null}
      <ol ref={list} className="hr-thread-log" role="log" aria-live="polite" aria-label={t("thread.log")} tabIndex={thread.items.length === 0 ? -1 : 0}>
        {thread.items.map((message) => (
          <li key={message.number} data-mine={message.mine || undefined}>
            {message.number === fresh ? <span className="hr-thread-new">{t("thread.new")}</span> : null}
            <span className="hr-thread-who">
              <strong>{message.name || t("session.somebody")}</strong> <span className="hr-muted"><Time at={message.at} focusable={false} /></span>
            </span>
            <span className="hr-thread-text">{message.text}</span>
          </li>
        ))}
      </ol>
    </>
  );
}

/** The first message that was new when it came; it stays marked while the page is open, though it is read by then. */
function useFirstNew({ items, unread }: ShownThread): number | null {
  const [first, setFirst] = useState<number | null>(null);
  const found = unread === 0 ? null : (items.at(-unread)?.number ?? null);
  if (found !== null && found !== first) setFirst(found);
  return first;
}

function Writing<Data>({ of }: { of: ThreadSource<Data> }) {
  const [text, setText] = useState("");
  const [isMissing, setMissing] = useState(false);
  const client = useQueryClient();
  const id = useId();
  const sending = useMutation({
    mutationFn: of.write,
    // What somebody typed on while it was on its way stays theirs.
    onSuccess: (_, sent) => setText((now) => (now === sent ? "" : now)),
    onSettled: () => client.invalidateQueries({ queryKey: of.query.queryKey }),
  });
  const send = () => {
    const refused = refusalOf(text);
    setMissing(refused === "missing");
    if (!sending.isPending && refused === null) sending.mutate(text);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    send();
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) send();
  };
  return (
    <form onSubmit={submit} className="hr-thread-form">
      <label htmlFor={id}>{t("thread.field")}</label>
      <textarea
        id={id}
        className="hr-thread-field"
        rows={2}
        value={text}
        aria-describedby={`${id}-hint`}
        aria-invalid={isMissing || leftToWrite(text) < 0 || undefined}
        onChange={(event) => {
          setMissing(false);
          setText(event.currentTarget.value);
        }}
        onKeyDown={onKey}
      />
      {sending.error === null ? null : <ErrorNote error={sending.error as unknown as Failure} safe={t("thread.not_sent")} />}
      <div className="hr-thread-foot">
        <span id={`${id}-hint`} className="hr-muted">
          <Hint text={text} isMissing={isMissing} />
        </span>
        <button type="submit" className="hr-thread-send" aria-disabled={sending.isPending || undefined}>
          {t("thread.send")}
        </button>
      </div>
    </form>
  );
}

function Hint({ text, isMissing }: { text: string; isMissing: boolean }) {
  const left = leftToWrite(text);
  if (isMissing) return <span className="hr-thread-refused">{t("thread.missing")}</span>;
  // Whoever has too much is told by how much at once, not only when they send it.
  if (left < 0) return <span className="hr-thread-refused">{t("thread.too_long", { most: MAX_MESSAGE, over: -left })}</span>;
  return tellsWhatIsLeft(text) ? t("thread.left", { count: left }) : t("thread.hint");
}
