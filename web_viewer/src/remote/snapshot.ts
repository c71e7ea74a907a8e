/** Declares what a page can see of a session as it runs. */

import type { Capability } from "@/protocol/capabilities.gen";
import { CODE_TRIES, type Decision, type More, type Proposal } from "@/protocol/grant.gen";
import type { EndReason } from "@/protocol/reasons.gen";
import type { Monitors, QualityChoice } from "@/protocol/viewer_agent.gen";
import type { SessionState } from "@/protocol/viewer_broker.gen";

/** How far this viewer is with its present attempt. */
export type Step =
  /** No attempt yet: the device was not reached. */
  | "idle"
  /** The device has another key than this browser knows; somebody must choose. */
  | "key_changed"
  | "asked"
  | "accepted"
  | "answered"
  /** Both ends agree; the person has to type the code before anything is shown. */
  | "comparing"
  /** The picture may be shown. */
  | "confirmed"
  /** It was confirmed and the way is gone. */
  | "lost"
  /** Something did not hold, and the session was stopped. */
  | "refused";

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface End {
  readonly reason: EndReason;
  readonly by: string | null;
  readonly note: string | null;
}

/** What became of asking the person for more while the session runs. */
export type Asking = { readonly more: More; readonly wanted: readonly Capability[] } & (
  | { readonly kind: "asking" }
  | { readonly kind: "answered"; readonly decision: Decision; readonly seconds: number }
  /** Handrail did not pass the question on, and says why. */
  | { readonly kind: "refused"; readonly message: string }
);

export interface Snapshot {
  readonly step: Step;
  /** When the countdowns were last set; a page's own tick may be older. */
  readonly at: number;
  readonly session: SessionState | null;
  readonly proposal: Proposal | null;
  /** Moments are milliseconds of the engine's own clock. */
  readonly deadlineAt: number | null;
  readonly endsAt: number | null;
  readonly frozenAt: number | null;
  readonly activeAt: number | null;
  readonly code: string | null;
  /** How often the person may still type another code than this one, while they are to type it. */
  readonly tries: number;
  /** The person has typed this very code. */
  readonly compared: boolean;
  readonly capabilities: readonly Capability[];
  /** Everything that was given at any time in this session. */
  readonly had: readonly Capability[];
  readonly asking: Asking | null;
  readonly size: Size | null;
  /** Which of the device's screens may be looked at, and which one is. */
  readonly monitors: Monitors | null;
  readonly picture: MediaStream | null;
  /** A question stands on the person's screen, and input is not passed on. */
  readonly held: boolean;
  /** The person's screen is locked: nothing is seen, and input is not passed on. */
  readonly paused: boolean;
  /** When the session ends because nothing is done; null before its last minute. */
  readonly idleEndsAt: number | null;
  readonly viewOnly: boolean;
  /** What the device makes the picture for. */
  readonly quality: QualityChoice;
  /** How many pictures of the screen were kept in this session, as the device counts. */
  readonly keptPictures: number;
  readonly key: { readonly pinned: string; readonly seen: string } | null;
  readonly end: End | null;
  /** What did not hold, or what the broker did not take and why. */
  readonly fault: { readonly code: string; readonly message: string | null } | null;
}

export const BEGINNING: Snapshot = {
  step: "idle",
  at: 0,
  session: null,
  proposal: null,
  deadlineAt: null,
  endsAt: null,
  frozenAt: null,
  activeAt: null,
  code: null,
  tries: CODE_TRIES,
  compared: false,
  capabilities: [],
  had: [],
  asking: null,
  size: null,
  monitors: null,
  picture: null,
  held: false,
  paused: false,
  idleEndsAt: null,
  viewOnly: false,
  quality: "auto",
  keptPictures: 0,
  key: null,
  end: null,
  fault: null,
};
