/** How ways of being told hang together: what shows or sounds in the browser comes from the bell; pure. */

import type { NoticeWay } from "@/api/notices";

export const WAYS = ["bell", "browser", "sound", "mail"] as const satisfies readonly NoticeWay[];

/** Ticks or unticks a way, and with it those that cannot be without it. */
export function toggled(ways: readonly NoticeWay[], way: NoticeWay): NoticeWay[] {
  const isOn = ways.includes(way);
  if (!isOn) return WAYS.filter((each) => ways.includes(each) || each === way || (each === "bell" && way !== "mail"));
  const gone: readonly NoticeWay[] = way === "bell" ? ["bell", "browser", "sound"] : [way];
  return ways.filter((each) => !gone.includes(each));
}
