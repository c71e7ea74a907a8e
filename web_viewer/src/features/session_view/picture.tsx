/** The picture itself: shown, measured, frozen when it is old, and the surface that mouse and keyboard work on. */

import { useEffect, useRef, useState, useSyncExternalStore, type RefObject } from "react";
import { attachHand } from "@/remote/input/hand";
import { fitted } from "@/remote/input/mapping";
import { exposeMeasurement } from "@/remote/measurement";
import type { RemoteSession } from "@/remote/session";
import type { Size, Snapshot } from "@/remote/snapshot";
import { t } from "@/ui/text";
import { isFrozen } from "./stages";

export type Fit = "fit" | "one";

interface Props {
  engine: RemoteSession;
  snapshot: Snapshot;
  device: string;
  fit: Fit;
  /** Where keys are heard. */
  field: RefObject<HTMLTextAreaElement | null>;
  onChord: () => void;
}

export function Picture({ engine, snapshot, device, fit, field, onChord }: Props) {
  const video = useRef<HTMLVideoElement>(null);
  const surface = useRef<HTMLDivElement>(null);
  const kept = useRef<HTMLCanvasElement>(null);
  const frozen = isFrozen(snapshot);
  const { paused } = snapshot;
  const watches = snapshot.viewOnly || !snapshot.capabilities.includes("control");
  const size = useSize(video, snapshot.size);
  const { picture } = snapshot;
  useEffect(() => {
    if (video.current === null || picture === null) return;
    video.current.srcObject = picture;
    void video.current.play().catch(() => undefined);
  }, [picture]);
  useHand(engine, { surface, video, field }, onChord);
  useEffect(() => (video.current === null ? undefined : exposeMeasurement(video.current, engine)), [engine]);
  useEffect(() => {
    const stop = engine.onFreeze(() => keepPicture(video.current, kept.current));
    return () => void stop();
  }, [engine]);
  useEffect(() => field.current?.focus(), [field]);
  const style = fit === "one" && size !== null ? { width: inPixels(size.width), height: inPixels(size.height) } : {};
  return (
    <div
      ref={surface}
      className="hr-view-surface"
      data-fit={fit}
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
      <video
        ref={video}
        data-testid="screen"
        muted
        autoPlay
        playsInline
        disablePictureInPicture
        hidden={frozen || paused}
        style={style}
      />
      <canvas ref={kept} hidden={!frozen} aria-hidden="true" style={style} />
      {size === null ? <p className="hr-view-empty">{t("view.no_picture")}</p> : null}
      {watches && !frozen && !paused ? <CursorSign engine={engine} video={video} size={size} /> : null}
    </div>
  );
}

/** A stream that is lost shows nothing any more, so that its last picture is copied first. */
function keepPicture(video: HTMLVideoElement | null, kept: HTMLCanvasElement | null): void {
  if (video === null || kept === null || video.videoWidth === 0) return;
  kept.width = video.videoWidth;
  kept.height = video.videoHeight;
  kept.getContext("2d")?.drawImage(video, 0, 0);
}

/** One pixel of the picture on one pixel of this screen. */
const inPixels = (pixels: number): string => `${pixels / window.devicePixelRatio}px`;

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
  readonly video: RefObject<HTMLVideoElement | null>;
  readonly field: RefObject<HTMLTextAreaElement | null>;
}

function useHand(engine: RemoteSession, { surface, video, field }: Grips, onChord: () => void): void {
  useEffect(() => {
    const [ground, shown, heard] = [surface.current, video.current, field.current];
    if (ground === null || shown === null || heard === null) return undefined;
    const size = (): Size | null => {
      const said = engine.state.get().size;
      if (said !== null) return said;
      return shown.videoWidth > 0 ? { width: shown.videoWidth, height: shown.videoHeight } : null;
    };
    return attachHand({ surface: ground, picture: shown, field: heard }, { port: engine, size, onChord });
  }, [engine, surface, video, field, onChord]);
}

/** Where the person's own pointer is, while one only watches. */
function CursorSign({ engine, video, size }: { engine: RemoteSession; video: RefObject<HTMLVideoElement | null>; size: Size | null }) {
  const cursor = useSyncExternalStore(engine.cursor.subscribe, engine.cursor.get);
  const element = video.current;
  if (cursor === null || size === null || element === null) return null;
  const box = { left: element.offsetLeft, top: element.offsetTop, width: element.offsetWidth, height: element.offsetHeight };
  const shown = fitted(box, size);
  const left = shown.left + (cursor.x / size.width) * shown.width;
  const top = shown.top + (cursor.y / size.height) * shown.height;
  return (
    <svg className="hr-view-cursor" style={{ left, top }} width="16" height="24" viewBox="0 0 16 24" aria-hidden="true">
      <path d="M1 1v18l5-4 3 7 3-1-3-7h6z" fill="#fff" stroke="#000" strokeWidth="1.5" strokeLinejoin="round" />
    </svg>
  );
}
