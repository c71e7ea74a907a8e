/** Knows whether somebody is at this page, so that a page that only stands open does not keep its sign-in alive. */

const UNATTENDED_AFTER_MS = 60_000;
const SIGNS = ["pointerdown", "pointermove", "keydown", "wheel", "touchstart"] as const;

let lastSign = 0;

export function noteSign(now: number): void {
  lastSign = now;
}

export function isUnattended(now: number): boolean {
  return now - lastSign > UNATTENDED_AFTER_MS;
}

/** Begins to listen; the page was opened by somebody just now. */
export function watchAttendance(target: EventTarget): void {
  noteSign(Date.now());
  for (const sign of SIGNS) target.addEventListener(sign, () => noteSign(Date.now()), { passive: true, capture: true });
}
