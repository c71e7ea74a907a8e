/** Chooses the text that can be read on a colour (WCAG 2.2, contrast of at least 4.5 to 1). */

export const READABLE = 4.5;

export interface TextOn {
  colour: string;
  kind: "white" | "dark" | "black";
  contrast: number;
}

/** Our own dark text before black; black itself can be read wherever white cannot. */
const CHOICES = [
  { kind: "white", colour: "#ffffff" },
  { kind: "dark", colour: "#1b2430" },
  { kind: "black", colour: "#000000" },
] as const;

export function isColour(text: string): boolean {
  return /^#[0-9a-f]{6}$/i.test(text.trim());
}

/** How far apart two colours are, from 1 to 21; digits as in `#7a9e2f`. */
export function contrast(one: string, other: string): number {
  const [light, dark] = [luminance(one), luminance(other)].toSorted((a, b) => b - a) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

export function textOn(background: string): TextOn {
  const found = CHOICES.map((choice) => ({ ...choice, contrast: contrast(background, choice.colour) }));
  return found.find((choice) => choice.contrast >= READABLE) ?? (found.at(-1) as TextOn);
}

/** A contrast as it is told: cut, never rounded up to what it does not reach. */
export function told(ratio: number): number {
  return Math.floor(ratio * 10) / 10;
}

function luminance(colour: string): number {
  const parts = [1, 3, 5].map((at) => Number.parseInt(colour.trim().slice(at, at + 2), 16) / 255);
  const [red = 0, green = 0, blue = 0] = parts.map((part) =>
    part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
