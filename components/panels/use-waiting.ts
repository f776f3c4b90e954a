"use client";

import { useEffect, useState, useSyncExternalStore } from "react";
import { useLive } from "../live/live-provider.tsx";
import { createWaiting, type Postponed, type SettledDeed, type WaitingDeed } from "../live/waiting.ts";
import { useVisitor } from "../shell/visitor.tsx";
import { withToast } from "../ui/with-toast.ts";

type Deed = Postponed extends infer One ? (One extends unknown ? Omit<One, "personId"> : never) : never;
/** A line that is back is not always told of. */
const askAgainMs = 10_000;
const none: readonly WaitingDeed[] = [];

export interface WaitingDeeds {
  deeds: readonly WaitingDeed[];
  /** False where nothing can be kept for later. */
  postpone(deed: Deed): Promise<boolean>;
}

/** What waits on this device for the line; sent when it is back, and what became of it is said. */
export function useWaiting(): WaitingDeeds {
  const { line } = useLive();
  const { personId } = useVisitor();
  const [waiting] = useState(createWaiting);
  useEffect(() => {
    // What says that a deed failed has to be here when the line is not.
    void import("sonner").catch(() => {});
    const ends = [waiting.start(), line.onReady(() => waiting.send()), waiting.onSettled(say)];
    return () => {
      for (const end of ends) end();
    };
  }, [waiting, line]);
  const deeds = useSyncExternalStore(waiting.subscribe, waiting.read, () => none);
  const some = deeds.length > 0;
  useEffect(() => {
    if (!some) return;
    const again = setInterval(waiting.send, askAgainMs);
    return () => clearInterval(again);
  }, [some, waiting]);
  return { deeds, postpone: (deed) => waiting.postpone({ ...deed, personId }) };
}

function say({ kind, number, ok, words }: SettledDeed): void {
  const what = kind === "note" ? "Your note" : "Your acknowledgement";
  withToast((toast) =>
    ok
      ? toast.success(`${what} of ${number} was sent`)
      : toast.error(`${what} of ${number} came too late`, { description: words }),
  );
}
