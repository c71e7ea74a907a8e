/** Shows an organization's looks: its colour on strip, logo field and filled buttons, its logo, its name. */

import { useRouter } from "@tanstack/react-router";
import { useEffect, type CSSProperties } from "react";
import { textOn } from "./colour";

/** The custom properties that a colour sets; states have colours of their own, which none of these touches. */
export function brandVariables(colour: string | null): Record<string, string> {
  if (colour === null) return {};
  const text = textOn(colour);
  const away = text.kind === "white" ? "black" : "white";
  return {
    "--hr-brand": colour,
    "--hr-brand-text": text.colour,
    "--hr-filled": colour,
    "--hr-filled-text": text.colour,
    "--hr-filled-hover": `color-mix(in srgb, ${colour} 88%, ${away})`,
    "--hr-filled-edge": "var(--hr-control)",
  };
}

/** Gives the whole page an organization's colour, for as long as it shows. */
export function useBrand(colour: string | null): void {
  useEffect(() => {
    const { style } = document.documentElement;
    const variables = Object.entries(brandVariables(colour));
    for (const [name, value] of variables) style.setProperty(name, value);
    return () => {
      for (const [name] of variables) style.removeProperty(name);
    };
  }, [colour]);
}

/** The same for one part of a page: a preview. */
export function brandStyle(colour: string | null): CSSProperties {
  return brandVariables(colour) as CSSProperties;
}

interface MarkProps {
  name: string;
  logo: string | null;
  colour: string | null;
  size: number;
}

/** The logo; where there is none the first letter on the colour, and without a colour our own sign. */
export function BrandMark({ name, logo, colour, size }: MarkProps) {
  if (logo !== null) return <img className="hr-logo" src={logo} alt="" height={size} />;
  if (colour === null) return <img src="/favicon.svg" alt="" width={size} height={size} />;
  return (
    <span className="hr-logo-letter" style={{ inlineSize: size, blockSize: size }} aria-hidden>
      {[...name][0]?.toUpperCase()}
    </span>
  );
}

/** Whose part of the address this is: `org-a` in `/o/org-a/help`; empty at the provider's. */
export function useSlug(): string {
  const { basepath } = useRouter();
  return /\/o\/([a-z0-9-]+)/.exec(basepath)?.[1] ?? "";
}
