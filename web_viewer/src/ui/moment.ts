/** Says times and lengths of time in words; pure, so that `now` comes in. */

import { locale, t } from "./text";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** The page's clock ticks in steps and a server's may run ahead: so little to come is now. */
const SLACK = 10_000;

/** English days are written as most of its readers write them: 22 Nov 2026. */
const dayLocale = () => (locale() === "en" ? "en-GB" : locale());

const pad = (value: number) => String(value).padStart(2, "0");

/** `14:03`, in the reader's own zone. */
export function clockTime(at: Date): string {
  return `${pad(at.getHours())}:${pad(at.getMinutes())}`;
}

/** `14:03:09`. */
export function clockTimeExact(at: Date): string {
  return `${clockTime(at)}:${pad(at.getSeconds())}`;
}

/** `22 Nov 2026, 14:03:09 CET`: exact and with its zone. */
export function exact(at: Date): string {
  return new Intl.DateTimeFormat(dayLocale(), {
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    timeZoneName: "short",
  }).format(at);
}

function sameDay(a: Date, b: Date): boolean {
  return a.toDateString() === b.toDateString();
}

/** The start of an entry's line: time alone today, with the date before. */
export function exactShort(at: Date, now: Date): string {
  if (sameDay(at, now)) return clockTimeExact(at);
  const day = new Intl.DateTimeFormat(dayLocale(), { day: "numeric", month: "short" }).format(at);
  return `${day} ${clockTimeExact(at)}`;
}

/** `4 min ago` up to seven days; then the date. Times to come are said as `in 4 min`. */
export function relative(at: Date, now: Date): string {
  const past = now.getTime() - at.getTime();
  const far = Math.abs(past);
  const ahead = past < -SLACK;
  if (far < MINUTE) return t(ahead ? "time.in_under_a_minute" : "time.now");
  if (far < HOUR) return t(ahead ? "time.in_minutes" : "time.minutes_ago", { count: Math.floor(far / MINUTE) });
  if (far < DAY) return t(ahead ? "time.in_hours" : "time.hours_ago", { count: Math.floor(far / HOUR) });
  if (far < 7 * DAY) return t(ahead ? "time.in_days" : "time.days_ago", { count: Math.floor(far / DAY) });
  return new Intl.DateTimeFormat(dayLocale(), { day: "numeric", month: "short", year: "numeric" }).format(at);
}

/** A length: `20 s`, `4 min`, `2 h 5 min`. */
export function span(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  if (seconds < 60) return t("time.seconds", { count: seconds });
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return t("time.minutes", { count: minutes });
  return t("time.hours_minutes", { hours: Math.floor(minutes / 60), minutes: minutes % 60 });
}

/** A countdown: `1:59`; never below zero. */
export function countdown(milliseconds: number): string {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  return `${Math.floor(seconds / 60)}:${pad(seconds % 60)}`;
}
