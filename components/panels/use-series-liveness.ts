"use client";

import { silenceMs } from "../live/connection.ts";
import type { Liveness } from "../live/liveness.ts";
import { useConnection, usePaused, useServerSecond } from "../live/use-connection.ts";
import type { AskedSeries } from "./use-series.ts";
import { useSources } from "./use-sources.ts";

/** An answer may be late by so much before what is drawn counts as old. */
const patienceMs = 15_000;

/**
 * What may be believed of a chart that is asked for, by the second; null for a window that is past and has no age.
 * `source`: the number of the only source that is drawn, else the freshest one counts.
 */
export function useSeriesLiveness(
  asked: AskedSeries<{ asOf: number }>,
  { empty, source }: { empty: boolean; source?: number },
): Liveness | null {
  const now = useServerSecond();
  const connection = useConnection();
  const known = useSources();
  const paused = usePaused();
  if (asked.refusal?.forbidden) return { state: "forbidden", reason: asked.refusal.words };
  if (asked.data === undefined) return { state: "loading" };
  if (paused !== null && asked.beat !== false) return { state: "paused", at: paused };
  const { asOf } = asked.data;
  if (asked.beat !== false) {
    const cut = connection.phase === "disconnected" && connection.trouble !== "blocked" && now - asOf > silenceMs;
    if (cut || now - asOf > asked.beat + patienceMs) return { state: "disconnected", age: now - asOf, lostAt: asOf };
  }
  if (empty) return { state: "empty" };
  if (asked.beat === false) return null;
  const sending = (known?.sources ?? []).filter(({ id, newestEvent }) => newestEvent !== null && (source ?? id) === id);
  const freshest = sending.toSorted((a, b) => (b.newestEvent ?? 0) - (a.newestEvent ?? 0))[0];
  if (!freshest || freshest.newestEvent === null) return { state: "live", age: null };
  const newest = freshest.newestEvent;
  const age = Math.max(0, now - newest);
  const best = sending.some(({ state }) => state === "live") ? "live" : freshest.state;
  if (best === "stale" || best === "delayed") return { state: best, age, newest };
  return { state: "live", age };
}
