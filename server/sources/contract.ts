/** What a source is and how fresh it is. Runs in browsers: no imports from Node. */
import { z } from "zod";
import { scopes } from "../kernel/actor.ts";

export const createSourceSchema = z.strictObject({
  name: z
    .string()
    .trim()
    .min(1)
    .max(100)
    .regex(/^[\p{L}\p{N} ._:/#()-]+$/u, "letters, digits, spaces and . _ : / # ( ) - only"),
  scopes: z.array(z.enum(scopes)).min(1).max(scopes.length),
  /** Epoch milliseconds; a key without it stays valid until it is revoked. */
  expiresAt: z.number().int().optional(),
});
export type CreateSource = z.infer<typeof createSourceSchema>;

export const revokeSourceSchema = z.strictObject({ id: z.number().int().min(1).max(2_147_483_647) });

/**
 * `silent`: has not sent an event yet. `delayed`: the newest event is older than three times the usual gap.
 * `stale`: older than 15 minutes, so that live charts cannot move by it.
 */
export const freshnessStates = ["live", "delayed", "stale", "silent"] as const;
export type FreshnessState = (typeof freshnessStates)[number];

export interface SourceFreshness {
  id: number;
  name: string;
  /** Event time of its newest event, epoch ms. */
  newestEvent: number | null;
  /** Median gap between its batches at this hour of day over the last 7 days, ms; null without two batches. */
  medianGapMs: number | null;
  state: FreshnessState;
}
