/** Judges a password while it is typed, by the rules that the broker serves and exactly as the broker does. */

export interface Rules {
  min_characters: number;
  max_characters: number;
  rules: readonly { rule: string; sentence: string }[];
  common: readonly string[];
}

const DISGUISES: Record<string, string> = { "0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", $: "s" };

function squeezed(text: string): string {
  return text.normalize("NFKC").toLowerCase().replaceAll("ß", "ss").replaceAll("ς", "σ").replaceAll(/\s+/gu, "");
}

/** The whole word is one common word, or the same one again and again. */
function isRepeated(word: string, common: ReadonlySet<string>): boolean {
  for (let size = 1; size <= word.length; size += 1) {
    if (word.length % size !== 0) continue;
    const part = word.slice(0, size);
    if (common.has(part) && part.repeat(word.length / size) === word) return true;
  }
  return false;
}

function isCommon(password: string, common: ReadonlySet<string>): boolean {
  const folded = squeezed(password);
  const bare = folded.replaceAll(/^[^a-z]+|[^a-z]+$/g, "");
  const letters = [...bare]
    .map((sign) => DISGUISES[sign] ?? sign)
    .join("")
    .replaceAll(/[^a-z]/g, "");
  const plain = folded.replaceAll(/[^a-z]/g, "");
  return [folded, plain, letters].some((word) => word !== "" && isRepeated(word, common));
}

/** The names of the rules that a password does not keep, in the order of the form. */
export function brokenRules(password: string, email: string, asked: Rules): string[] {
  const text = password.normalize("NFKC");
  const { length } = [...text];
  const common = new Set(asked.common);
  const kept: Record<string, boolean> = {
    length: asked.min_characters <= length && length <= asked.max_characters,
    upper: /\p{Uppercase}/u.test(text),
    lower: /\p{Lowercase}/u.test(text),
    digit: /\p{Nd}/u.test(text),
    symbol: /[^\p{L}\p{N}\s]/u.test(text),
    not_email: squeezed(password) !== squeezed(email),
    not_common: !isCommon(text, common),
  };
  // A rule that is newer than this page is left to the broker.
  return asked.rules.map(({ rule }) => rule).filter((rule) => kept[rule] === false);
}
