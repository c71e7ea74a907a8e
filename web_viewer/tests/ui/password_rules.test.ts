import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { brokenRules, type Rules } from "../../src/ui/password_rules";

interface Vector {
  password: string;
  email: string;
  broken: string[];
  broken_nist: string[];
}

const vectors = JSON.parse(readFileSync("../tests/vectors/passwords.json", "utf-8")) as Vector[];
const common = readFileSync("../broker/features/accounts/common_passwords.txt", "utf-8")
  .split("\n")
  .filter((line) => !line.startsWith("#"))
  .flatMap((line) => line.split(/\s+/).filter(Boolean));
const STANDARD = ["length", "upper", "lower", "digit", "symbol", "not_email", "not_common"];
const asked = (rules: string[]): Rules => ({
  min_characters: 12,
  max_characters: 128,
  rules: rules.map((rule) => ({ rule, sentence: rule })),
  common,
});

describe("the form judges a password as the broker does", () => {
  test.each(vectors)("$password", ({ password, email, broken, broken_nist }) => {
    expect(brokenRules(password, email, asked(STANDARD))).toEqual(broken);
    expect(brokenRules(password, email, asked(["length", "not_email", "not_common"]))).toEqual(broken_nist);
  });
  test("and leaves a rule that it does not know to the broker", () => {
    expect(brokenRules("x", "", asked(["of_tomorrow"]))).toEqual([]);
  });
});
