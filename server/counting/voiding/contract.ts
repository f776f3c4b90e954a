/** Taking counts back: what an administrator voids, and what became of it. Runs in browsers: no imports from Node. */
import { z } from "zod";

/**
 * What to void: one intake batch; or everything of a source, or of one of its keys, optionally only what was received
 * from `from` up to, not including, `to`. Times are epoch milliseconds of receipt.
 */
export const voidScopeSchema = z
  .strictObject({
    sourceId: z.int().min(1).max(2_147_483_647),
    keyId: z
      .string()
      .regex(/^[0-9a-f]{16}$/, "the id of a key: 16 hexadecimal digits")
      .optional(),
    batchId: z.uuid().optional(),
    from: z.int().min(0).max(8_000_000_000_000).optional(),
    to: z.int().min(0).max(8_000_000_000_000).optional(),
  })
  .refine(({ from, to }) => from === undefined || to === undefined || from < to, {
    path: ["to"],
    message: "must lie after from",
  })
  .refine(({ batchId, keyId, from, to }) => !batchId || (keyId ?? from ?? to) === undefined, {
    path: ["batchId"],
    message: "names one batch: leave out the key and the times",
  });
export type VoidScope = z.infer<typeof voidScopeSchema>;

export const voidEventsSchema = z.strictObject({
  scope: voidScopeSchema,
  /** Why, for whoever reads the chart later; no personal data. */
  reason: z.string().trim().min(10, "say why in at least 10 characters").max(500),
});

/** `from`: epoch milliseconds of event time. */
export const readVoidingsSchema = z.strictObject({ from: z.int().min(0).max(8_000_000_000_000) });

/** What a voiding takes back, before and after it is done. */
export interface VoidEffect {
  /** Intake batches and events, and what the events stand for; sealed days have no batches any more. */
  batches: number;
  events: number;
  counted: number;
  /** Event times of the first and the last event, epoch ms; null when only sealed days are concerned or nothing is. */
  firstEvent: number | null;
  lastEvent: number | null;
}

/** One voiding, as it is listed and marked on charts. Times are epoch ms. */
export interface Voiding extends VoidEffect {
  id: number;
  sourceId: number;
  sourceName: string;
  keyId: string | null;
  batchId: string | null;
  from: number | null;
  to: number | null;
  reason: string;
  voidedAt: number;
  /** Name of who did it, as it was then. */
  voidedBy: string;
}
