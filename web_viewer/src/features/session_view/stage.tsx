/** The dark room around the picture: bar, picture, what is said over it, and what is spoken. */

import { useCallback, useEffect, useRef, useState } from "react";
import type { Session } from "@/api/types";
import type { LinkState } from "@/remote/link";
import { pressTogether } from "@/remote/input/combination";
import type { RemoteSession } from "@/remote/session";
import type { Snapshot } from "@/remote/snapshot";
import { until } from "@/remote/store";
import { STEP, Zoom } from "@/remote/zoom";
import { useNow } from "@/ui/now";
import { schemes } from "@/ui/theme_gen";
import { t } from "@/ui/text";
import { ActionBar, type Actions } from "./action_bar";
import { useBarSide } from "./bar_side";
import { useOffered } from "./clipboard_buttons";
import { ClipboardPanel, useClipboard } from "./clipboard_panel";
import { clipboardRights, clipboardToAsk } from "./clipboard_words";
import { useFullScreen } from "./full_screen";
import { moreSeconds } from "./further";
import { KeysHelp } from "./keys_help";
import { MessagesPanel, useUnread } from "./messages_panel";
import { isWorthSaying, nextMonitor } from "./monitors";
import { Notes } from "./notes";
import { Picture } from "./picture";
import { whyNotKept } from "./picture_menu";
import { useSaid } from "./said";
import { useBar } from "./showing";
import { Spoken } from "./spoken";
import { isNearEnd } from "./stages";
import { StatsPanel } from "./stats_panel";
import { copyOf, fileName, save } from "./still";

interface Props {
  engine: RemoteSession;
  snapshot: Snapshot;
  stored: Session | undefined;
  device: string;
  own: boolean;
  link: LinkState;
}

/** How long the device has to say that it wrote a kept picture down. */
const WRITTEN_MS = 5_000;
// The room is dark in both schemes, so that it carries the dark colours itself.
const DARK = Object.fromEntries(Object.entries(schemes.dark).map(([name, value]) => [`--hr-${name}`, value]));

export function Stage({ engine, snapshot, stored, device, own, link }: Props) {
  const now = Math.max(useNow(1_000).getTime(), snapshot.at);
  const room = useRef<HTMLElement>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  const sheet = useRef<HTMLDivElement>(null);
  const keeping = useRef(false);
  const [zoom] = useState(() => new Zoom());
  const [stats, setStats] = useState(false);
  const [messages, setMessages] = useState(false);
  const [help, setHelp] = useState(false);
  const [said, say] = useSaid();
  const unread = useUnread(stored);
  const clipboard = useClipboard(engine.clipboard);
  const offered = useOffered(stored, own);
  const barElement = useRef<HTMLDivElement>(null);
  const bar = useBar(barElement);
  const [side, moveBar] = useBarSide();
  const fullScreen = useFullScreen(room);
  const toPicture = useCallback(() => field.current?.focus(), []);
  const { reach } = bar;
  useEffect(() => {
    document.title = `${t("view.title_picture", { device })} · Handrail`;
  }, [device]);
  const wishes = {
    control: () => engine.askMore("widen", { capabilities: ["control"] }),
    clipboard: () => engine.askMore("widen", { capabilities: [...clipboardToAsk(engine.state.get(), offered)] }),
    stay: () => void engine.tell({ type: "still_here" }),
    time: () => engine.askMore("extend", { seconds: moreSeconds(snapshot) }),
  };
  const keepPicture = async () => {
    const why = whyNotKept(engine.state.get());
    const copy = why === null ? copyOf(sheet.current) : null;
    const { keptPictures: before } = engine.state.get();
    if (keeping.current) return;
    if (copy === null || !engine.tell({ type: "kept_picture" })) {
      say(why ?? t("view.keep_nothing"));
      return;
    }
    keeping.current = true;
    // The device writes it down, and says so, before there is a file.
    const isWritten = await until(engine.state, ({ keptPictures }) => keptPictures > before, WRITTEN_MS);
    keeping.current = false;
    say(t(isWritten && (await save(copy, fileName(device, new Date()))) ? "view.kept" : "view.keep_failed"));
  };
  const on: Actions = {
    zoom: (how) => {
      if (how === "fit") zoom.fit();
      else if (how === "one") zoom.one();
      else zoom.by(how === "in" ? STEP : 1 / STEP);
    },
    pan: (by) => void zoom.pan(by),
    quality: (choice) => engine.chooseQuality(choice),
    keepPicture: () => void keepPicture(),
    moveBar,
    press: (combination) => {
      if (pressTogether(engine, combination)) toPicture();
    },
    help: () => setHelp(true),
    open: (list) => barElement.current?.querySelector<HTMLElement>(`[data-opens=${list}]`)?.click(),
    viewOnly: () => engine.setViewOnly(!engine.state.get().viewOnly),
    fullScreen: fullScreen.toggle,
    stats: () => setStats((shown) => !shown),
    messages: () => setMessages((shown) => !shown),
    monitor: () => {
      const { monitors } = engine.state.get();
      if (isWorthSaying(monitors) && !monitors.is_only) engine.tell({ type: "show_monitor", number: nextMonitor(monitors) });
    },
    clipboard: {
      send: () => (clipboardRights(engine.state.get()).send ? clipboard.send() : undefined),
      fetch: () => (clipboardRights(engine.state.get()).fetch ? clipboard.fetch() : undefined),
      ask: wishes.clipboard,
    },
    off: () => engine.off(),
    wish: wishes,
    leave: toPicture,
  };
  const near = isNearEnd(snapshot.endsAt, now);
  const shared = { snapshot, device, own, now };
  return (
    <main ref={room} className="hr-view-room" data-side={side} style={DARK} aria-label={t("view.title_picture", { device })}>
      <h1 className="hr-view-hidden">{t("view.title_picture", { device })}</h1>
      <Picture engine={engine} snapshot={snapshot} device={device} zoom={zoom} sheet={sheet} field={field} onChord={reach} />
      <ActionBar
        {...shared}
        bar={bar}
        element={barElement}
        stored={stored}
        near={near}
        zoom={zoom}
        side={side}
        stats={stats}
        messages={messages}
        unread={unread}
        fullScreen={fullScreen}
        on={on}
      />
      <Notes {...shared} link={link} said={said} onOff={() => engine.off()} on={wishes} />
      {messages && unread !== null ? (
        <MessagesPanel
          session={engine.id}
          onClose={() => {
            setMessages(false);
            toPicture();
          }}
        />
      ) : null}
      <ClipboardPanel
        hands={clipboard}
        rights={clipboardRights(snapshot)}
        own={own}
        onClose={() => {
          clipboard.close();
          toPicture();
        }}
      />
      {stats ? <StatsPanel engine={engine} snapshot={snapshot} device={device} /> : null}
      {help ? <KeysHelp watches={snapshot.viewOnly || !snapshot.capabilities.includes("control")} onClose={() => setHelp(false)} /> : null}
      <Spoken {...shared} near={near} />
    </main>
  );
}
