"use client";

import type { UseQueryResult } from "@tanstack/react-query";
import { useLive } from "../live/live-provider.tsx";
import { answerLiveness, type Liveness } from "../live/liveness.ts";
import { useConnection, usePaused, useServerSecond, useStill } from "../live/use-connection.ts";
import { type AskRefusal, type Failure, isForbidden, refusalOf } from "./failure.ts";

/** An answer with its age. */
export interface Asked<T> {
  data: T | undefined;
  /** Server time of the answer, epoch ms; null before the first. */
  asOf: number | null;
  /** What may be believed of it; live where nothing speaks against it. */
  liveness: Liveness;
  /** It may not be true any more. */
  old: boolean;
  /** Why there is no answer, when there is none. */
  refusal: AskRefusal | null;
}

/** An answer this old is not taken for the present state. */
const oldAfterMs = 15_000;

/**
 * What may be believed of a query that is asked again every few seconds; draws anew each second. `page`: of several;
 * `pauses`: it stands still with all that is drawn, which a list that people change must not.
 */
export function useAsked<T>(
  { data, dataUpdatedAt, error }: UseQueryResult<T, Failure>,
  { page, pauses = true }: { page?: string; pauses?: boolean } = {},
): Asked<T> {
  const { clock } = useLive();
  const now = useServerSecond();
  const connection = useConnection();
  const paused = usePaused();
  const pausedAt = pauses ? paused : null;
  // Both times are of this computer, so that its clock, right or wrong, falls out of the difference.
  const asOf = data === undefined ? null : clock.now() - (Date.now() - dataUpdatedAt);
  const refusal = refusalOf(error, data !== undefined);
  const against = answerLiveness({ asOf, refusal, oldAfter: oldAfterMs }, { now, pausedAt, connection });
  const known = isForbidden(error) ? undefined : data;
  const still = useStill(known, page);
  return {
    data: pauses ? still : known,
    asOf,
    liveness: against ?? { state: "live", age: null },
    old: against?.state === "disconnected" && asOf !== null,
    refusal,
  };
}
