/** The bar over the picture, and the pill that it leaves: who, code, time, and everything that can be done. */

import {
  IconArrowsMaximize,
  IconArrowsMinimize,
  IconChartBar,
  IconEye,
  IconMessage,
  IconPointer,
  IconShield,
} from "@tabler/icons-react";
import type { KeyboardEvent, ReactNode, RefObject } from "react";
import type { Session } from "@/api/types";
import type { QualityChoice } from "@/protocol/viewer_agent.gen";
import type { Combination } from "@/remote/input/combination";
import type { Snapshot } from "@/remote/snapshot";
import type { Zoom } from "@/remote/zoom";
import { t, type TextKey } from "@/ui/text";
import { barKey, panBy } from "./bar_keys";
import type { Side } from "./bar_side";
import { ClipboardButtons, type ClipboardActions } from "./clipboard_buttons";
import { isAsking } from "./further";
import type { FullScreen } from "./full_screen";
import { KeysMenu } from "./keys_menu";
import { inThrees, leftUntil } from "./moments";
import { MonitorButton } from "./monitor_button";
import { AskButton, type Wishes } from "./notes";
import { say } from "./own_words";
import { PictureMenu } from "./picture_menu";
import type { Bar } from "./showing";
import { isFrozen } from "./stages";

export interface Actions {
  zoom(how: "in" | "out" | "fit" | "one"): void;
  pan(by: { x: number; y: number }): void;
  quality(choice: QualityChoice): void;
  keepPicture(): void;
  moveBar(): void;
  press(combination: Combination): void;
  help(): void;
  /** Opens one of the bar's own lists. */
  open(list: "picture" | "keys"): void;
  viewOnly(): void;
  fullScreen(): void;
  stats(): void;
  messages(): void;
  monitor(): void;
  clipboard: ClipboardActions;
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
  zoom: Zoom;
  side: Side;
  stats: boolean;
  messages: boolean;
  /** How many messages are new; null where there are none for this technician. */
  unread: number | null;
  fullScreen: FullScreen;
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
        onKeyDown={(event) => onBarKey(event, on)}
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

function Controls(props: Props) {
  const { snapshot, stored, own, stats, messages, unread, on } = props;
  const given = snapshot.capabilities.includes("control");
  return (
    <span className="hr-view-controls">
      <Toggle pressed={snapshot.viewOnly || !given} onClick={on.viewOnly} why={given ? null : say(own, "view.only_why")} keys="V">
        {given && !snapshot.viewOnly ? <IconPointer {...icon} /> : <IconEye {...icon} />} {t("view.only")}
      </Toggle>
      <MonitorButton monitors={snapshot.monitors} onNext={on.monitor} />
      <PictureMenu snapshot={snapshot} zoom={props.zoom} side={props.side} on={on} />
      <KeysMenu snapshot={snapshot} on={on} />
      <Toggle pressed={stats} onClick={on.stats} keys="S">
        <IconChartBar {...icon} /> {t("view.stats")}
      </Toggle>
      {unread === null ? null : (
        <Toggle pressed={messages} onClick={on.messages} keys="C">
          <IconMessage {...icon} /> {unread > 0 && !messages ? t("thread.open_new", { count: unread }) : t("thread.title")}
        </Toggle>
      )}
      <ClipboardButtons snapshot={snapshot} stored={stored} own={own} on={on.clipboard} />
      <FullScreenButton fullScreen={props.fullScreen} onClick={on.fullScreen} />
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

function FullScreenButton({ fullScreen, onClick }: { fullScreen: FullScreen; onClick: () => void }) {
  if (!fullScreen.isPossible) return null;
  return (
    <button type="button" onClick={onClick} aria-keyshortcuts="F">
      {fullScreen.is ? <IconArrowsMinimize {...icon} /> : <IconArrowsMaximize {...icon} />}{" "}
      {t(fullScreen.is ? "view.leave_full_screen" : "view.full_screen")}
    </button>
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

/** Letters act while the bar has the focus; arrows walk along it, with Shift they move the picture, Esc goes back to it. */
function onBarKey(event: KeyboardEvent<HTMLElement>, on: Actions): void {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  const pan = panBy(event.key, event.shiftKey);
  if (event.key === "Escape") on.leave();
  else if (pan !== null) on.pan(pan);
  else if (event.key === "ArrowRight" || event.key === "ArrowLeft") walk(event.currentTarget, event.key === "ArrowRight" ? 1 : -1);
  else {
    const found = barKey(event.key);
    if (found === undefined) return;
    found.act(on);
  }
  event.preventDefault();
}

function walk(bar: HTMLElement, by: 1 | -1): void {
  const buttons = [...bar.querySelectorAll<HTMLElement>("button")];
  const at = buttons.findIndex((button) => button === document.activeElement);
  buttons[(at + by + buttons.length) % buttons.length]?.focus();
}
