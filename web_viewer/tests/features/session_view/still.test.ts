import { expect, test } from "vitest";
import { fileName } from "@/features/session_view/still";

const at = new Date(2026, 10, 22, 14, 20, 5);

test.each([
  ["DESK-014", "DESK-014 2026-11-22 14.20.05.png"],
  ["Büro 3", "Büro 3 2026-11-22 14.20.05.png"],
  ["../../etc/passwd", "etc passwd 2026-11-22 14.20.05.png"],
  ["..", "Handrail 2026-11-22 14.20.05.png"],
  ['a\\b:c*?"<>|\u0000\u202E', "a b c 2026-11-22 14.20.05.png"],
  ["x".repeat(300), `${"x".repeat(64)} 2026-11-22 14.20.05.png`],
])("a picture of %j is called %j", (device, name) => {
  expect(fileName(device, at)).toBe(name);
});
