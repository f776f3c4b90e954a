"use client";

import { Volume2, VolumeX } from "lucide-react";
import { useLive } from "../live/live-provider.tsx";
import type { SoundState } from "../live/sound.ts";
import { useSound } from "./use-sound.ts";
import { useMay } from "./visitor.tsx";

const looks: Record<SoundState, { word: string; hint: string }> = {
  off: { word: "Arm sound", hint: "Sound is not armed: when you are called, this browser stays silent" },
  blocked: { word: "Sound blocked", hint: "The browser lets nothing sound before you press something on this page" },
  armed: { word: "Sound armed", hint: "Sound is armed: when you are called, one tab of this browser sounds" },
};

/** Whether this tab sounds when one is called; a press arms or disarms it. For those who may be called. */
export function SoundButton() {
  const { sound } = useLive();
  const state = useSound();
  if (!useMay("alerts.read")) return null;
  const { word, hint } = looks[state];
  const Icon = state === "armed" ? Volume2 : VolumeX;
  return (
    <button
      type="button"
      data-testid="sound"
      data-state={state}
      title={hint}
      onClick={() => (state === "armed" ? sound.disarm() : void sound.arm())}
      className="flex h-7 items-center gap-1.5 rounded-full border border-input px-2.5 text-sm whitespace-nowrap text-secondary-foreground hover:bg-secondary data-[state=armed]:text-foreground max-md:size-10 max-md:justify-center max-md:px-0"
    >
      <Icon size={14} aria-hidden />
      <span className="max-xl:sr-only">{word}</span>
    </button>
  );
}
