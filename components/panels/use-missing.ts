"use client";

import type { Kind } from "../../server/counting/contract.ts";
import type { Missing } from "../live/liveness.ts";
import { missingOf } from "./missing-shares.ts";
import { useSources } from "./use-sources.ts";

/** What figures of these kinds lack at present; null while nothing is missing, or that is not known. */
export function useMissing(kinds: readonly Kind[]): Missing | null {
  const known = useSources();
  return known === null ? null : missingOf(known.sources, kinds);
}
