"use client";

import { useState, useSyncExternalStore } from "react";
import type { Connection } from "./connection.ts";
import type { HotlineView } from "./hotline-stream.ts";
import { useLive } from "./live-provider.tsx";

export function useConnection(): Connection {
  const { line } = useLive();
  return useSyncExternalStore(line.subscribe, line.read, line.read);
}

export function useHotlineView(): HotlineView {
  const { hotline } = useLive();
  return useSyncExternalStore(hotline.subscribe, hotline.read, hotline.read);
}

/** Server time, epoch ms, in whole seconds; renders again each second. */
export function useServerSecond(): number {
  const { seconds } = useLive();
  return useSyncExternalStore(seconds.subscribe, seconds.read, seconds.read);
}

/** Server time since when what is drawn stands still, epoch ms; null while it moves. */
export function usePaused(): number | null {
  const { pause } = useLive();
  return useSyncExternalStore(pause.subscribe, pause.read, pause.read);
}

/**
 * What was drawn when everything was made to stand still, until it moves again; what was not there yet may still come.
 * `what`: another thing to draw is drawn at once, such as the next page of a list.
 */
export function useStill<T>(fresh: T | undefined, what = ""): T | undefined {
  const paused = usePaused();
  const [kept, setKept] = useState<{ at: number; what: string; value: T } | null>(null);
  const still = paused !== null && kept?.at === paused && kept.what === what;
  if (paused !== null && !still && fresh !== undefined) setKept({ at: paused, what, value: fresh });
  return still ? kept.value : fresh;
}
