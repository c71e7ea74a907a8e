/** The bar over the picture, and the pill that it leaves: who, code, time, and everything that can be done. */

import {
  IconArrowsMaximize,
  IconArrowsMinimize,
  IconChartBar,
  IconEye,
  IconMaximize,
  IconMessage,
  IconMinimize,
  IconPointer,
  IconShield,
} from "@tabler/icons-react";
import type { KeyboardEvent, ReactNode, RefObject } from "react";
import type { Session } from "@/api/types";
import type { Snapshot } from "@/remote/snapshot";
import { t, type TextKey } from "@/ui/text";
import { isAsking } from "./further";
import { inThrees, leftUntil } from "./moments";
import { MonitorButton } from "./monitor_button";
import { AskButton, type Wishes } from "./notes";
import { say } from "./own_words";
import type { Fit } from "./picture";
import type { Bar } from "./showing";
import { isFrozen } from "./stages";

export interface Actions {
  fit(): void;
  viewOnly(): void;
  fullScreen(): void;
  stats(): void;
  messages(): void;
  monitor(): void;
  off(): void;
  wish: Wishes;
  /** Back to the picture. */
  leave(): void;
}

interface Props {
  bar: Bar;
  element: RefObject<HTMLDivElement | null>;
  snapshot: Snapshot;
  stored: Session | undefined;
  device: string;
  own: boolean;
  now: number;
  near: boolean;
  fit: Fit;
  stats: boolean;
  messages: boolean;
  /** How many messages are new; null where there are none for this technician. */
  unread: number | null;
  fullScreen: boolean;
  on: Actions;
}

const icon = { size: 16, stroke: 1.75, "aria-hidden": true } as const;

export function ActionBar(props: Props) {
  const { bar, element, snapshot, stored, device, now, near, on } = props;
  const left = snapshot.endsAt === null ? "" : t("view.time_left", { time: leftUntil(snapshot.endsAt, now) });
  const facts = { snapshot, left, near };
  return (
    <div className="hr-view-top" onPointerEnter={bar.hold} onPointerLeave={bar.letGo} onFocus={bar.hold} onBlur={bar.letGo}>
      <button
        type="button"
        className="hr-view-pill"
        data-hidden={bar.shown || undefined}
        data-near={near || undefined}
        tabIndex={bar.shown ? -1 : 0}
        onClick={bar.reach}
      >
        <Sign frozen={isFrozen(snapshot)} />
        <Facts {...facts} />
        <span className="hr-view-hidden">{t("view.pill")}</span>
      </button>
      <div
        ref={element}
        className="hr-view-bar"
        role="toolbar"
        tabIndex={-1}
        aria-label={t("view.toolbar")}
        data-hidden={bar.shown ? undefined : true}
        inert={!bar.shown}
        onKeyDown={(event) => barKey(event, on)}
      >
        <span className="hr-view-who">
          <Sign frozen={isFrozen(snapshot)} />
          <strong>{stored?.person ? t("view.person_at", { device, person: stored.person.name }) : device}</strong>
        </span>
        <Facts {...facts} long />
        <span className="hr-view-muted">{t(snapshot.proposal?.recording === true ? "view.recorded" : "view.not_recorded")}</span>
        <Controls {...props} />
        <Hint snapshot={snapshot} own={props.own} />
      </div>
    </div>
  );
}

function Sign({ frozen }: { frozen: boolean }) {
  return (
    <span className="hr-view-sign" data-frozen={frozen || undefined} aria-hidden="true">
      {frozen ? "◍" : "◉"}
    </span>
  );
}

function Facts({ snapshot, left, near, long = false }: { snapshot: Snapshot; left: string; near: boolean; long?: boolean }) {
  const { code, compared } = snapshot;
  return (
    <>
      {code === null ? null : (
        <span className="hr-view-code" title={t("view.code_hint")}>
          <IconShield {...icon} />
          <span data-testid={long ? "code" : undefined}>{inThrees(code)}</span>
          {long ? <span className="hr-view-muted">{t(compared ? "view.compared" : "view.not_compared")}</span> : null}
        </span>
      )}
      {left === "" ? null : (
        <span className="hr-view-left" data-near={near || undefined}>
          {left}
        </span>
      )}
    </>
  );
}

function Controls({ snapshot, own, fit, stats, messages, unread, fullScreen, on }: Props) {
  const given = snapshot.capabilities.includes("control");
  return (
    <span className="hr-view-controls">
      <Toggle pressed={snapshot.viewOnly || !given} onClick={on.viewOnly} why={given ? null : say(own, "view.only_why")} keys="V">
        {given && !snapshot.viewOnly ? <IconPointer {...icon} /> : <IconEye {...icon} />} {t("view.only")}
      </Toggle>
      <MonitorButton monitors={snapshot.monitors} onNext={on.monitor} />
      <button type="button" onClick={on.fit}>
        {fit === "fit" ? <IconMaximize {...icon} /> : <IconMinimize {...icon} />} {t(fit === "fit" ? "view.one_to_one" : "view.fit")}
      </button>
      <Toggle pressed={stats} onClick={on.stats} keys="S">
        <IconChartBar {...icon} /> {t("view.stats")}
      </Toggle>
      {unread === null ? null : (
        <Toggle pressed={messages} onClick={on.messages} keys="C">
          <IconMessage {...icon} /> {unread > 0 && !messages ? t("thread.open_new", { count: unread }) : t("thread.title")}
        </Toggle>
      )}
      <button type="button" onClick={on.fullScreen} aria-keyshortcuts="F">
        {fullScreen ? <IconArrowsMinimize {...icon} /> : <IconArrowsMaximize {...icon} />}{" "}
        {t(fullScreen ? "view.leave_full_screen" : "view.full_screen")}
      </button>
      {own || isAsking(snapshot) || isFrozen(snapshot) ? null : (
        <>
          {given ? null : <AskButton snapshot={snapshot} ask="control" on={on.wish} />}
          <AskButton snapshot={snapshot} ask="time" on={on.wish} />
        </>
      )}
      <button type="button" onClick={on.off}>
        {t("view.done")}
      </button>
      <button type="button" className="hr-view-off" onClick={on.off}>
        {t("view.off")}
      </button>
    </span>
  );
}

interface ToggleProps {
  pressed: boolean;
  onClick: () => void;
  /** Why it cannot be pressed. */
  why?: string | null;
  keys: string;
  children: ReactNode;
}

function Toggle({ pressed, onClick, why = null, keys, children }: ToggleProps) {
  return (
    <>
      <button
        type="button"
        aria-pressed={pressed}
        aria-keyshortcuts={keys}
        aria-disabled={why === null ? undefined : true}
        onClick={why === null ? onClick : undefined}
      >
        {children}
      </button>
      {why === null ? null : <span className="hr-view-muted">{why}</span>}
    </>
  );
}

function Hint({ snapshot, own }: { snapshot: Snapshot; own: boolean }) {
  const watches = snapshot.viewOnly || !snapshot.capabilities.includes("control");
  const words: TextKey = snapshot.held ? "view.keys_hint_held" : watches ? "view.keys_hint_view_only" : "view.keys_hint";
  return (
    <p className="hr-view-hint">
      {snapshot.code === null ? null : <>{say(own, "view.code_hint")} </>}
      {t(words)}
    </p>
  );
}

/** Letters act while the bar has the focus; arrows walk along it, Esc goes back to the picture. */
function barKey(event: KeyboardEvent<HTMLElement>, on: Actions): void {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  const letters: Record<string, () => void> = { f: on.fullScreen, v: on.viewOnly, s: on.stats, c: on.messages, m: on.monitor };
  const action = letters[event.key.toLowerCase()];
  if (event.key === "Escape") on.leave();
  else if (event.key === "ArrowRight" || event.key === "ArrowLeft") walk(event.currentTarget, event.key === "ArrowRight" ? 1 : -1);
  else if (action === undefined) return;
  else action();
  event.preventDefault();
}

function walk(bar: HTMLElement, by: 1 | -1): void {
  const buttons = [...bar.querySelectorAll<HTMLElement>("button")];
  const at = buttons.findIndex((button) => button === document.activeElement);
  buttons[(at + by + buttons.length) % buttons.length]?.focus();
}
