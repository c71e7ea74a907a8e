/** Offers passkeys in the field for the e-mail address, and behind a button; the browser takes one question at a time. */

import { useMutation } from "@tanstack/react-query";
import { useCallback, useEffect, useRef } from "react";
import { signInByPasskey } from "@/api/factors";
import { offersInField, wasCancelled } from "@/ui/passkey_support";
import type { SignInAnswer } from "@/api/types";

/** A question counts for two minutes; a fresh one takes its place before that. */
const RENEWED_AFTER_MS = 100_000;

export function usePasskeyInField(onNext: (answer: SignInAnswer) => void) {
  const waiting = useRef<AbortController | null>(null);
  const latest = useRef(onNext);
  useEffect(() => {
    latest.current = onNext;
  }, [onNext]);
  const offer = useCallback(async () => {
    if (!(await offersInField())) return;
    const mine = new AbortController();
    waiting.current?.abort();
    waiting.current = mine;
    try {
      latest.current(await signInByPasskey(true, mine.signal));
    } catch {
      // What a person did not ask for fails without a word; the button says what is wrong.
    }
  }, []);
  useEffect(() => {
    void offer();
    const renewing = setInterval(() => void offer(), RENEWED_AFTER_MS);
    return () => {
      clearInterval(renewing);
      waiting.current?.abort();
    };
  }, [offer]);
  return useMutation({
    mutationFn: () => {
      waiting.current?.abort();
      return signInByPasskey(false);
    },
    onSuccess: onNext,
    onError: (error) => {
      if (wasCancelled(error)) void offer();
    },
  });
}
