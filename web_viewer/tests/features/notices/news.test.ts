import { expect, test } from "vitest";
import type { Notice } from "@/api/notices";
import { newsIn } from "@/features/notices/news";
import { toggled } from "@/features/profile/notice_ways";

const notice = (id: string, is_read = false) => ({ id, is_read }) as Notice;

test("what was there when the page opened is no news, and nothing is news twice", () => {
  const opened = newsIn(null, [notice("a")]);
  expect(opened.fresh).toEqual([]);
  const next = newsIn(opened.known, [notice("b"), notice("c", true), notice("a")]);
  expect(next.fresh.map(({ id }) => id)).toEqual(["b"]);
  expect(newsIn(next.known, [notice("b"), notice("a")]).fresh).toEqual([]);
  // A list that is read anew without what it had before makes no news of it later.
  expect(newsIn(newsIn(next.known, []).known, [notice("b")]).fresh).toEqual([]);
});

test("browser and sound bring the bell along, and go with it", () => {
  expect(toggled([], "sound")).toEqual(["bell", "sound"]);
  expect(toggled(["mail"], "browser")).toEqual(["bell", "browser", "mail"]);
  expect(toggled([], "mail")).toEqual(["mail"]);
  expect(toggled(["bell", "browser", "sound", "mail"], "bell")).toEqual(["mail"]);
  expect(toggled(["bell", "sound"], "sound")).toEqual(["bell"]);
});
