/** The picture itself: shown, measured, frozen when it is old, and the surface that mouse and keyboard work on. */

import { useEffect, useRef, useState, useSyncExternalStore, type RefObject } from "react";
import { attachHand } from "@/remote/input/hand";
import { exposeMeasurement } from "@/remote/measurement";
import type { RemoteSession } from "@/remote/session";
import type { Size, Snapshot } from "@/remote/snapshot";
import type { Zoom } from "@/remote/zoom";
import { t } from "@/ui/text";
import { ExactTiles } from "./exact_tiles";
import { useRoom } from "./room";
import { Sheet } from "./sheet";
import { isFrozen } from "./stages";
import { copyOf } from "./still";

interface Props {
  engine: RemoteSession;
  snapshot: Snapshot;
  device: string;
  zoom: Zoom;
  /** The picture with all that lies over it. */
  sheet: RefObject<HTMLDivElement | null>;
  /** Where keys are heard. */
  field: RefObject<HTMLTextAreaElement | null>;
  onChord: () => void;
}

export function Picture({ engine, snapshot, device, zoom, sheet, field, onChord }: Props) {
  const video = useRef<HTMLVideoElement>(null);
  const surface = useRef<HTMLDivElement>(null);
  const kept = useRef<HTMLCanvasElement>(null);
  const tiles = useRef<HTMLCanvasElement>(null);
  const frozen = isFrozen(snapshot);
  const { paused } = snapshot;
  const watches = snapshot.viewOnly || !snapshot.capabilities.includes("control");
  const size = useSize(video, snapshot.size);
  const room = useRoom(surface);
  useEffect(() => zoom.measure(room, size), [zoom, room, size]);
  const shown = useSyncExternalStore(zoom.shown.subscribe, zoom.shown.get);
  const { picture } = snapshot;
  useEffect(() => {
    if (video.current === null || picture === null) return;
    video.current.srcObject = picture;
    void video.current.play().catch(() => undefined);
  }, [picture]);
  useHand(engine, zoom, { surface, sheet, video, field }, onChord);
  useEffect(() => (video.current === null ? undefined : exposeMeasurement(video.current, engine, () => tiles.current)), [engine]);
  useEffect(() => {
    const stop = engine.onFreeze(() => keepPicture(sheet.current, kept.current));
    return () => void stop();
  }, [engine, sheet]);
  useEffect(() => field.current?.focus(), [field]);
  return (
    <div
      ref={surface}
      className="hr-view-surface"
      data-cut={shown?.isCut || undefined}
      data-frozen={frozen || undefined}
      data-watches={watches || frozen || paused || undefined}
    >
      <textarea
        ref={field}
        className="hr-view-field"
        aria-label={t(watches ? "view.picture_view_only" : "view.picture", { device })}
        autoCapitalize="off"
        autoComplete="off"
        autoCorrect="off"
        spellCheck={false}
        rows={1}
      />
      <Sheet sheet={sheet} video={video} kept={kept} shown={shown} frozen={frozen} covered={paused}>
        <ExactTiles engine={engine} picture={picture} video={video} canvas={tiles} />
        {watches ? <CursorSign engine={engine} size={size} /> : null}
      </Sheet>
      {size === null ? <p className="hr-view-empty">{t("view.no_picture")}</p> : null}
    </div>
  );
}

/** A stream that is lost shows nothing any more, so that its last picture is copied first. */
function keepPicture(sheet: HTMLElement | null, kept: HTMLCanvasElement | null): void {
  const copy = copyOf(sheet);
  if (copy === null || kept === null) return;
  kept.width = copy.width;
  kept.height = copy.height;
  kept.getContext("2d")?.drawImage(copy, 0, 0);
}

/** The size that the device says, or that of the video until it does. */
function useSize(video: RefObject<HTMLVideoElement | null>, said: Size | null): Size | null {
  const [seen, setSeen] = useState<Size | null>(null);
  useEffect(() => {
    const element = video.current;
    if (element === null) return undefined;
    const look = () => {
      if (element.videoWidth > 0) setSeen({ width: element.videoWidth, height: element.videoHeight });
    };
    element.addEventListener("resize", look);
    element.addEventListener("loadeddata", look);
    return () => {
      element.removeEventListener("resize", look);
      element.removeEventListener("loadeddata", look);
    };
  }, [video]);
  return said ?? seen;
}

interface Grips {
  readonly surface: RefObject<HTMLElement | null>;
  readonly sheet: RefObject<HTMLElement | null>;
  readonly video: RefObject<HTMLVideoElement | null>;
  readonly field: RefObject<HTMLTextAreaElement | null>;
}

function useHand(engine: RemoteSession, zoom: Zoom, { surface, sheet, video, field }: Grips, onChord: () => void): void {
  useEffect(() => {
    const [ground, lies, shown, heard] = [surface.current, sheet.current, video.current, field.current];
    if (ground === null || lies === null || shown === null || heard === null) return undefined;
    const size = (): Size | null => {
      const said = engine.state.get().size;
      if (said !== null) return said;
      return shown.videoWidth > 0 ? { width: shown.videoWidth, height: shown.videoHeight } : null;
    };
    return attachHand({ surface: ground, picture: lies, field: heard }, { port: engine, zoom, size, onChord });
  }, [engine, zoom, surface, sheet, video, field, onChord]);
}

const part = (at: number, length: number): string => `${(100 * at) / length}%`;

/** Where the person's own pointer is, while one only watches. */
function CursorSign({ engine, size }: { engine: RemoteSession; size: Size | null }) {
  const cursor = useSyncExternalStore(engine.cursor.subscribe, engine.cursor.get);
  if (cursor === null || size === null) return null;
  const place = { left: part(cursor.x, size.width), top: part(cursor.y, size.height) };
  return (
    <svg className="hr-view-cursor" style={place} width="16" height="24" viewBox="0 0 16 24" aria-hidden="true">
      <path d="M1 1v18l5-4 3 7 3-1-3-7h6z" fill="#fff" stroke="#000" strokeWidth="1.5" strokeLinejoin="round" />
    </svg>
  );
}
