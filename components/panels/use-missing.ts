"use client";

import type { Kind } from "../../server/counting/contract.ts";
import { inTrouble, useSources } from "./use-sources.ts";

/** What figures of a kind lack while sources are late or silent. */
export interface Missing {
  /** The least part of the kind's usual events that those sources send, 0 to 1. */
  part: number;
  names: readonly string[];
}

/** The sources in trouble that usually send events of these kinds; null while none is. */
export function useMissing(kinds: readonly Kind[]): Missing | null {
  const known = useSources();
  if (known === null || known.asOf === 0) return null;
  const lacking = inTrouble(known.sources).filter(({ share }) => share !== null && kinds.includes(share.kind));
  if (lacking.length === 0) return null;
  const byKind = kinds.map((kind) =>
    lacking.reduce((sum, { share }) => sum + (share?.kind === kind ? share.part : 0), 0),
  );
  return { part: Math.min(1, Math.max(...byKind)), names: lacking.map(({ name }) => name) };
}

/** "43 % missing: EU-West" */
export function missingWords({ part, names }: Missing): string {
  const percent = Math.round(part * 100);
  const figure = percent === 0 ? "<1" : percent === 100 && part < 1 ? ">99" : `${percent}`;
  const [first, ...rest] = names;
  return `${figure} % missing: ${first}${rest.length > 0 ? ` and ${rest.length} more` : ""}`;
}
