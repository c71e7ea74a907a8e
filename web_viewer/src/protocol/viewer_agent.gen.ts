/** Generated from protocol/ by tools/typescript_messages.py; edit the source, never this file. */
import { bool, bytes, integer, list, nullable, number, oneOf, optional, record, tagged, text, type Shape } from "./shape";
import * as capabilities from "./capabilities.gen";
import * as clipboard from "./clipboard.gen";
import * as reasons from "./reasons.gen";

export const MAX_BYTES = 16384;
export const HEARTBEAT_SECONDS = 1.0;
export const RELEASE_AFTER_SECONDS = 3.0;
export const MAX_PIXEL = 32767;
export const MOST_MONITORS = 32;
export const MOST_KEPT_PICTURES = 20;

/** The agreed data channels, in the order of their ids from 0. */
export const channelShape = oneOf(["control", "moves", "cursor", "bulk", "tiles"] as const);
export type Channel = ReturnType<typeof channelShape>;

/** A button of the pointer. */
export const buttonShape = oneOf(["left", "middle", "right", "back", "forward"] as const);
export type Button = ReturnType<typeof buttonShape>;

/** A modifier that was down when a key was pressed. */
export const modifierShape = oneOf(["shift", "control", "alt", "meta", "alt_graph"] as const);
export type Modifier = ReturnType<typeof modifierShape>;

/** What the technician wants of the picture where the way does not carry everything. */
export const qualityChoiceShape = oneOf(["auto", "sharp", "smooth", "low"] as const);
export type QualityChoice = ReturnType<typeof qualityChoiceShape>;

/** The transcript's confirmation; the first message each side sends. */
export interface Confirm {
  readonly type: "confirm";
  readonly confirmation: Uint8Array<ArrayBuffer>;
}
export const confirmShape: Shape<Confirm> = record<Confirm>({
  type: oneOf(["confirm"] as const),
  confirmation: bytes({ min: 32, max: 32 }),
});

/** Sent every second by both sides; the other's number comes back in `echo`. */
export interface Heartbeat {
  readonly type: "heartbeat";
  readonly number: number;
  readonly echo: number | null;
}
export const heartbeatShape: Shape<Heartbeat> = record<Heartbeat>({
  type: oneOf(["heartbeat"] as const),
  number: integer({ min: 0 }),
  echo: nullable(integer({ min: 0 })),
});

/** The pointer is here; the number lets late ones be dropped. */
export interface PointerMove {
  readonly type: "pointer";
  readonly number: number;
  readonly x: number;
  readonly y: number;
}
export const pointerMoveShape: Shape<PointerMove> = record<PointerMove>({
  type: oneOf(["pointer"] as const),
  number: integer({ min: 0 }),
  x: integer({ min: 0, max: 32767 }),
  y: integer({ min: 0, max: 32767 }),
});

/** A button went down or up at a place. */
export interface PointerButton {
  readonly type: "button";
  readonly button: Button;
  readonly down: boolean;
  readonly x: number;
  readonly y: number;
}
export const pointerButtonShape: Shape<PointerButton> = record<PointerButton>({
  type: oneOf(["button"] as const),
  button: buttonShape,
  down: bool,
  x: integer({ min: 0, max: 32767 }),
  y: integer({ min: 0, max: 32767 }),
});

/** The wheel turned, in notches; positive is down and right. */
export interface Wheel {
  readonly type: "wheel";
  readonly x: number;
  readonly y: number;
  readonly dx: number;
  readonly dy: number;
}
export const wheelShape: Shape<Wheel> = record<Wheel>({
  type: oneOf(["wheel"] as const),
  x: integer({ min: 0, max: 32767 }),
  y: integer({ min: 0, max: 32767 }),
  dx: number({ min: -50, max: 50 }),
  dy: number({ min: -50, max: 50 }),
});

/** A key went down or up: the physical code (DOM `code`), the text it makes, the modifiers that were down. */
export interface Key {
  readonly type: "key";
  readonly code: string;
  readonly text: string;
  readonly down: boolean;
  readonly modifiers: readonly Modifier[];
}
export const keyShape: Shape<Key> = record<Key>({
  type: oneOf(["key"] as const),
  code: text({ max: 32 }),
  text: text({ max: 16 }),
  down: bool,
  modifiers: list(modifierShape, { max: 5 }),
});

/** Let go of everything: the viewer lost the focus. */
export interface ReleaseAll {
  readonly type: "release_all";
}
export const releaseAllShape: Shape<ReleaseAll> = record<ReleaseAll>({
  type: oneOf(["release_all"] as const),
});

/** The technician ends the session. */
export interface Off {
  readonly type: "off";
}
export const offShape: Shape<Off> = record<Off>({
  type: oneOf(["off"] as const),
});

/** The technician has not gone away, though nothing is done. */
export interface StillHere {
  readonly type: "still_here";
}
export const stillHereShape: Shape<StillHere> = record<StillHere>({
  type: oneOf(["still_here"] as const),
});

/** The technician wants to look at one monitor, or at all of them with None. */
export interface ShowMonitor {
  readonly type: "show_monitor";
  readonly number: number | null;
}
export const showMonitorShape: Shape<ShowMonitor> = record<ShowMonitor>({
  type: oneOf(["show_monitor"] as const),
  number: nullable(integer({ min: 1, max: 32 })),
});

/** The technician chooses what the picture is made for; the newest choice counts. */
export interface ChooseQuality {
  readonly type: "choose_quality";
  readonly choice: QualityChoice;
}
export const chooseQualityShape: Shape<ChooseQuality> = record<ChooseQuality>({
  type: oneOf(["choose_quality"] as const),
  choice: qualityChoiceShape,
});

/** The technician keeps a picture of what is shown; said before it is kept. */
export interface KeptPicture {
  readonly type: "kept_picture";
}
export const keptPictureShape: Shape<KeptPicture> = record<KeptPicture>({
  type: oneOf(["kept_picture"] as const),
});

/** The viewer can show exact tiles over the video, or cannot any more; none are sent before. */
export interface Sharpen {
  readonly type: "sharpen";
  readonly on: boolean;
}
export const sharpenShape: Shape<Sharpen> = record<Sharpen>({
  type: oneOf(["sharpen"] as const),
  on: bool,
});

/** One monitor that may be looked at. */
export interface Monitor {
  readonly number: number;
  readonly width: number;
  readonly height: number;
}
export const monitorShape: Shape<Monitor> = record<Monitor>({
  number: integer({ min: 1, max: 32 }),
  width: integer({ min: 0, max: 32767 }),
  height: integer({ min: 0, max: 32767 }),
});

/** What may be looked at, sent with the first picture and when it changes. */
export interface Monitors {
  readonly type: "monitors";
  readonly monitors: readonly Monitor[];
  readonly shown: number | null;
  readonly is_only: boolean;
}
export const monitorsShape: Shape<Monitors> = record<Monitors>({
  type: oneOf(["monitors"] as const),
  monitors: list(monitorShape, { max: 32 }),
  shown: nullable(integer({ min: 1, max: 32 })),
  is_only: bool,
});

/** The picture's size, sent before the first frame and when it changes. */
export interface Screen {
  readonly type: "screen";
  readonly width: number;
  readonly height: number;
}
export const screenShape: Shape<Screen> = record<Screen>({
  type: oneOf(["screen"] as const),
  width: integer({ min: 0, max: 32767 }),
  height: integer({ min: 0, max: 32767 }),
});

/** What the permit allows now, and for how long. */
export interface Status {
  readonly type: "status";
  readonly capabilities: readonly capabilities.Capability[];
  readonly seconds_left: number;
  readonly held: boolean;
  readonly paused: boolean;
  readonly idle_left: number | null;
  readonly quality: QualityChoice;
  readonly kept_pictures: number;
}
export const statusShape: Shape<Status> = record<Status>({
  type: oneOf(["status"] as const),
  capabilities: list(capabilities.capabilityShape, { max: 16 }),
  seconds_left: number({ min: 0 }),
  held: bool,
  paused: optional(bool, false),
  idle_left: optional(nullable(number({ min: 0 })), null),
  quality: optional(qualityChoiceShape, "auto"),
  kept_pictures: optional(integer({ min: 0, max: 20 }), 0),
});

/** What a picture waited for at the device, on average since it was said last; only while there are pictures. */
export interface Delays {
  readonly type: "delays";
  readonly capture: number;
  readonly encode: number;
  readonly send: number;
}
export const delaysShape: Shape<Delays> = record<Delays>({
  type: oneOf(["delays"] as const),
  capture: number({ min: 0, max: 60000 }),
  encode: number({ min: 0, max: 60000 }),
  send: number({ min: 0, max: 60000 }),
});

/** The technician wants what the person copied last. */
export interface ClipboardFetch {
  readonly type: "clipboard_fetch";
  readonly transfer: number;
}
export const clipboardFetchShape: Shape<ClipboardFetch> = record<ClipboardFetch>({
  type: oneOf(["clipboard_fetch"] as const),
  transfer: integer({ min: 1, max: 9007199254740991 }),
});

/** A clipboard is to be passed on: what it is, how long, its hash; a viewer waits for `ready` before the parts. */
export interface ClipboardHead {
  readonly type: "clipboard_head";
  readonly transfer: number;
  readonly format: clipboard.ClipboardFormat;
  readonly size: number;
  readonly sha256: Uint8Array<ArrayBuffer>;
}
export const clipboardHeadShape: Shape<ClipboardHead> = record<ClipboardHead>({
  type: oneOf(["clipboard_head"] as const),
  transfer: integer({ min: 1, max: 9007199254740991 }),
  format: clipboard.clipboardFormatShape,
  size: integer({ min: 0 }),
  sha256: bytes({ min: 32, max: 32 }),
});

/** One part of what a head told of, counted from 1. */
export interface ClipboardPart {
  readonly type: "clipboard_part";
  readonly transfer: number;
  readonly number: number;
  readonly content: Uint8Array<ArrayBuffer>;
}
export const clipboardPartShape: Shape<ClipboardPart> = record<ClipboardPart>({
  type: oneOf(["clipboard_part"] as const),
  transfer: integer({ min: 1, max: 9007199254740991 }),
  number: integer({ min: 0 }),
  content: bytes({ min: 1, max: 8192 }),
});

/** Where a transfer stands, said by the agent. */
export interface ClipboardState {
  readonly type: "clipboard_state";
  readonly transfer: number;
  readonly state: clipboard.TransferState;
}
export const clipboardStateShape: Shape<ClipboardState> = record<ClipboardState>({
  type: oneOf(["clipboard_state"] as const),
  transfer: integer({ min: 1, max: 9007199254740991 }),
  state: clipboard.transferStateShape,
});

/** How typing the code goes at the device; nothing is seen before it matches. */
export interface CodeFrame {
  readonly type: "code";
  readonly matches: boolean;
  readonly tries_left: number;
}
export const codeFrameShape: Shape<CodeFrame> = record<CodeFrame>({
  type: oneOf(["code"] as const),
  matches: bool,
  tries_left: integer({ min: 0, max: 3 }),
});

/** Where the person's pointer is. */
export interface Cursor {
  readonly type: "cursor";
  readonly x: number;
  readonly y: number;
}
export const cursorShape: Shape<Cursor> = record<Cursor>({
  type: oneOf(["cursor"] as const),
  x: integer({ min: 0, max: 32767 }),
  y: integer({ min: 0, max: 32767 }),
});

/** The session is over, said by the agent itself. */
export interface EndedFrame {
  readonly type: "ended";
  readonly reason: reasons.EndReason;
}
export const endedFrameShape: Shape<EndedFrame> = record<EndedFrame>({
  type: oneOf(["ended"] as const),
  reason: reasons.endReasonShape,
});

/** Input was not passed on, and why; at most one a second. */
export interface Dropped {
  readonly type: "dropped";
  readonly code: string;
  readonly count: number;
}
export const droppedShape: Shape<Dropped> = record<Dropped>({
  type: oneOf(["dropped"] as const),
  code: text({ max: 64 }),
  count: integer({ min: 0 }),
});

export type AgentToViewer = Confirm | Heartbeat | CodeFrame | Screen | Monitors | Status | Delays | Cursor | EndedFrame | Dropped | ClipboardHead | ClipboardPart | ClipboardState;
export const agentToViewerShape: Shape<AgentToViewer> = tagged<AgentToViewer>({
  confirm: confirmShape,
  heartbeat: heartbeatShape,
  code: codeFrameShape,
  screen: screenShape,
  monitors: monitorsShape,
  status: statusShape,
  delays: delaysShape,
  cursor: cursorShape,
  ended: endedFrameShape,
  dropped: droppedShape,
  clipboard_head: clipboardHeadShape,
  clipboard_part: clipboardPartShape,
  clipboard_state: clipboardStateShape,
});

export type ViewerToAgent = Confirm | Heartbeat | PointerMove | PointerButton | Wheel | Key | ReleaseAll | Off | StillHere | ShowMonitor | Sharpen | ClipboardFetch | ClipboardHead | ClipboardPart | ChooseQuality | KeptPicture;
export const viewerToAgentShape: Shape<ViewerToAgent> = tagged<ViewerToAgent>({
  confirm: confirmShape,
  heartbeat: heartbeatShape,
  pointer: pointerMoveShape,
  button: pointerButtonShape,
  wheel: wheelShape,
  key: keyShape,
  release_all: releaseAllShape,
  off: offShape,
  still_here: stillHereShape,
  show_monitor: showMonitorShape,
  sharpen: sharpenShape,
  clipboard_fetch: clipboardFetchShape,
  clipboard_head: clipboardHeadShape,
  clipboard_part: clipboardPartShape,
  choose_quality: chooseQualityShape,
  kept_picture: keptPictureShape,
});
