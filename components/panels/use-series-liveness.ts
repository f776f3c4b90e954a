"use client";

import type { Kind } from "../../server/counting/contract.ts";
import { answerLiveness, type Liveness, sourcesLiveness } from "../live/liveness.ts";
import { useConnection, usePaused, useServerSecond } from "../live/use-connection.ts";
import { missingOf, sendersOf } from "./missing-shares.ts";
import type { AskedSeries } from "./use-series.ts";
import { useSources } from "./use-sources.ts";

/** An answer may be late by so much before what is drawn counts as old. */
const patienceMs = 15_000;

/**
 * What may be believed of a panel that is asked for, by the second; null for a window that is past and has no age.
 * `kinds`: what it counts; `source`: the number of the only source that is drawn.
 */
export function useSeriesLiveness(
  { data, refusal, beat }: AskedSeries<{ asOf: number }>,
  { empty, kinds, source }: { empty: boolean; kinds: readonly Kind[]; source?: number },
): Liveness | null {
  const now = useServerSecond();
  const connection = useConnection();
  const pausedAt = usePaused();
  const known = useSources();
  const answered = { asOf: data?.asOf ?? null, refusal, oldAfter: beat === false ? null : beat + patienceMs };
  const against = answerLiveness(answered, { now, pausedAt, connection });
  if (against) return against;
  if (empty) return { state: "empty" };
  if (beat === false) return null;
  const all = known?.sources ?? [];
  if (source !== undefined)
    return sourcesLiveness(
      all.filter(({ id }) => id === source),
      null,
      now,
    );
  const senders = sendersOf(all, kinds);
  // What nobody sent for a day is as fresh as whoever sends at all.
  return sourcesLiveness(senders.length > 0 ? senders : all, missingOf(all, kinds), now);
}
