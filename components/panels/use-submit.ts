"use client";

import { useRef, useState } from "react";

/** A form that is sent once at a time, with the sentence of why it was not taken. */
export interface Submit {
  busy: boolean;
  error: string | null;
  /** Does nothing while an answer is awaited. True when it was carried out. */
  send(deed: () => Promise<unknown>): Promise<boolean>;
}

export function useSubmit(): Submit {
  const sending = useRef(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  async function send(deed: () => Promise<unknown>): Promise<boolean> {
    if (sending.current) return false;
    sending.current = true;
    setBusy(true);
    setError(null);
    try {
      await deed();
      return true;
    } catch (failure) {
      setError(refusalOf(failure));
      return false;
    } finally {
      sending.current = false;
      setBusy(false);
    }
  }
  return { busy, error, send };
}

/** The server's sentence; where there is none the line is broken, and what was asked may have happened or not. */
function refusalOf(failure: unknown): string {
  if (failure instanceof Error && "data" in failure && failure.data) return failure.message;
  return "The server did not answer, so this may or may not have been done. Close this, look at the list, then try again.";
}
