"use client";

import { useSyncExternalStore } from "react";
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
