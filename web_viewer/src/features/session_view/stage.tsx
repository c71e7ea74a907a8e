/** The dark room around the picture: bar, picture, what is said over it, and what is spoken. */

import { useCallback, useEffect, useRef, useState, type RefObject } from "react";
import type { Session } from "@/api/types";
import type { LinkState } from "@/remote/link";
import type { RemoteSession } from "@/remote/session";
import type { Snapshot } from "@/remote/snapshot";
import { useNow } from "@/ui/now";
import { schemes } from "@/ui/theme_gen";
import { t } from "@/ui/text";
import { ActionBar } from "./action_bar";
import { moreSeconds } from "./further";
import { MessagesPanel, useUnread } from "./messages_panel";
import { isWorthSaying, nextMonitor } from "./monitors";
import { Notes } from "./notes";
import { Picture, type Fit } from "./picture";
import { useBar } from "./showing";
import { Spoken } from "./spoken";
import { isNearEnd } from "./stages";
import { StatsPanel } from "./stats_panel";

interface Props {
  engine: RemoteSession;
  snapshot: Snapshot;
  stored: Session | undefined;
  device: string;
  own: boolean;
  link: LinkState;
}

// The room is dark in both schemes, so that it carries the dark colours itself.
const DARK = Object.fromEntries(Object.entries(schemes.dark).map(([name, value]) => [`--hr-${name}`, value]));

export function Stage({ engine, snapshot, stored, device, own, link }: Props) {
  const now = Math.max(useNow(1_000).getTime(), snapshot.at);
  const room = useRef<HTMLElement>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  const [fit, setFit] = useState<Fit>("fit");
  const [stats, setStats] = useState(false);
  const [messages, setMessages] = useState(false);
  const unread = useUnread(stored);
  const barElement = useRef<HTMLDivElement>(null);
  const bar = useBar(barElement);
  const fullScreen = useFullScreen(room);
  const toPicture = useCallback(() => field.current?.focus(), []);
  const { reach } = bar;
  useEffect(() => {
    document.title = `${t("view.title_picture", { device })} · Handrail`;
  }, [device]);
  const toggleViewOnly = () => engine.setViewOnly(!engine.state.get().viewOnly);
  const wishes = {
    control: () => engine.askMore("widen", { capabilities: ["control"] }),
    stay: () => engine.stillHere(),
    time: () => engine.askMore("extend", { seconds: moreSeconds(snapshot) }),
  };
  const toggleStats = () => setStats((shown) => !shown);
  return (
    <main ref={room} className="hr-view-room" style={DARK} aria-label={t("view.title_picture", { device })}>
      <Picture engine={engine} snapshot={snapshot} device={device} fit={fit} field={field} onChord={reach} />
      <ActionBar
        bar={bar}
        element={barElement}
        snapshot={snapshot}
        stored={stored}
        device={device}
        own={own}
        now={now}
        near={isNearEnd(snapshot.endsAt, now)}
        fit={fit}
        stats={stats}
        messages={messages}
        unread={unread}
        fullScreen={fullScreen.is}
        on={{
          fit: () => setFit(fit === "fit" ? "one" : "fit"),
          viewOnly: toggleViewOnly,
          fullScreen: fullScreen.toggle,
          stats: toggleStats,
          messages: () => setMessages((shown) => !shown),
          monitor: () => {
            const { monitors } = engine.state.get();
            if (isWorthSaying(monitors) && !monitors.is_only) engine.showMonitor(nextMonitor(monitors));
          },
          off: () => engine.off(),
          wish: wishes,
          leave: toPicture,
        }}
      />
      <Notes snapshot={snapshot} own={own} link={link} now={now} onOff={() => engine.off()} on={wishes} />
      {messages && unread !== null ? (
        <MessagesPanel
          session={engine.id}
          onClose={() => {
            setMessages(false);
            toPicture();
          }}
        />
      ) : null}
      {stats ? <StatsPanel engine={engine} /> : null}
      <Spoken snapshot={snapshot} device={device} own={own} near={isNearEnd(snapshot.endsAt, now)} now={now} />
    </main>
  );
}

interface KeyboardLock {
  lock?(): Promise<void>;
  unlock?(): void;
}

/** Full screen, in which the browser gives its own keys too where it can (Esc held leaves). */
function useFullScreen(room: RefObject<HTMLElement | null>) {
  const [is, setIs] = useState(false);
  useEffect(() => {
    const changed = () => {
      const on = document.fullscreenElement !== null;
      const { keyboard } = navigator as Navigator & { keyboard?: KeyboardLock };
      if (on) void keyboard?.lock?.().catch(() => undefined);
      else keyboard?.unlock?.();
      setIs(on);
    };
    document.addEventListener("fullscreenchange", changed);
    return () => document.removeEventListener("fullscreenchange", changed);
  }, []);
  const toggle = () => {
    if (document.fullscreenElement) void document.exitFullscreen();
    else void room.current?.requestFullscreen?.().catch(() => undefined);
  };
  return { is, toggle };
}
