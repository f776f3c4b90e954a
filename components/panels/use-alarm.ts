"use client";

import { useEffect, useState } from "react";
import { useLive } from "../live/live-provider.tsx";
import type { HeardCall } from "../live/page-calls.ts";
import { alarmMs } from "../live/sound.ts";
import { useSound } from "../shell/use-sound.ts";

const lockName = "watchfloor:alarm";

/** Sounds for the newest call, in one tab of this browser, until it is over or a minute has passed. True while it sounds. */
export function useAlarm(newest: HeardCall | undefined): boolean {
  const { clock, sound } = useLive();
  const armed = useSound() === "armed";
  const [sounding, setSounding] = useState(false);
  const id = newest?.deliveryId;
  const heardAt = newest?.heardAt ?? 0;
  useEffect(() => {
    const left = () => heardAt + alarmMs - clock.now();
    if (id === undefined || !armed || left() <= 0) return;
    const over = new AbortController();
    const timer = setTimeout(() => over.abort(), left());
    void alone(over.signal, async () => {
      const end = sound.alarm(left());
      setSounding(true);
      await aborted(over.signal);
      end();
      setSounding(false);
    });
    return () => {
      clearTimeout(timer);
      over.abort();
    };
  }, [id, heardAt, armed, clock, sound]);
  return sounding;
}

/** Runs it in one tab at a time; whose turn it is not by the end does nothing. */
async function alone(signal: AbortSignal, run: () => Promise<void>): Promise<void> {
  // Browsers know locks on https and on this machine only; elsewhere each tab sounds.
  if (!("locks" in navigator)) return run();
  await navigator.locks.request(lockName, { signal }, () => (signal.aborted ? undefined : run())).catch(() => {});
}

const aborted = (signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
