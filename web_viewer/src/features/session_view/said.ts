/** Keeps a sentence on the page for a moment: what was done for the technician. */

import { useCallback, useEffect, useRef, useState } from "react";

const STAYS_MS = 6_000;

export function useSaid(): [string | null, (words: string) => void] {
  const [said, setSaid] = useState<string | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const say = useCallback((words: string) => {
    clearTimeout(timer.current);
    setSaid(words);
    timer.current = setTimeout(() => setSaid(null), STAYS_MS);
  }, []);
  return [said, say];
}
