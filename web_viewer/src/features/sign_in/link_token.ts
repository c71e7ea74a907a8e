/** Finds the token of the link that led here; it stands behind `#`, which the browser never sends. */

import { useLocation } from "@tanstack/react-router";

export function useLinkToken(): string {
  const hash = useLocation({ select: (location) => location.hash });
  return /^[\w-]{1,100}$/.test(hash) ? hash : "";
}
