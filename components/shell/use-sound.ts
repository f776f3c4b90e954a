"use client";

import { useSyncExternalStore } from "react";
import { useLive } from "../live/live-provider.tsx";
import type { SoundState } from "../live/sound.ts";

/** Whether this tab sounds when its person is called. */
export function useSound(): SoundState {
  const { sound } = useLive();
  return useSyncExternalStore(sound.subscribe, sound.read, () => "off");
}
