/** The hotline's shapes. Runs in browsers: no imports from Node. */
import { z } from "zod";

/** Most urgent first; the order is the order of the queue where clocks are equal. */
export const urgencies = ["threat_to_life", "urgent", "standard"] as const;
export type Urgency = (typeof urgencies)[number];

export const threats = ["terrorism", "child_abuse", "violence", "self_harm", "abduction", "other"] as const;
export type Threat = (typeof threats)[number];

/** What an authority's system posts. No content and no personal data: a reference of the authority's own file. */
export const raiseCaseSchema = z.strictObject({
  // Characters, not UTF-16 units: a reference in any script may have 100 of them.
  reference: z
    .string()
    .trim()
    .regex(/^[\p{L}\p{M}\p{N} ._:/#-]{1,100}$/u, "1 to 100 letters, digits, spaces and . _ : / # - only"),
  urgency: z.enum(urgencies),
  threat: z.enum(threats),
});
export type RaiseCase = z.infer<typeof raiseCaseSchema>;

export const acknowledgeCaseSchema = z.strictObject({ caseId: z.uuid() });

/** A case as every screen, frame and answer shows it. Times are epoch milliseconds. */
export interface HotlineCase {
  id: string;
  /** Short number for speech and screen: HC-1, HC-2 … */
  number: string;
  reference: string;
  urgency: Urgency;
  threat: Threat;
  /** Name of the source (the authority's system) that raised it. */
  raisedBy: string;
  /** Never changes. */
  receivedAt: number;
  acknowledgement: { dueAt: number; basis: "internal target"; at: number | null; by: string | null };
  /** Rises with each change; the higher version wins in the browser. */
  version: number;
}

/** One entry of the durable stream. Cursors are gapless: a jump means something was missed, so follow again. */
export interface HotlineEvent {
  cursor: number;
  kind: "received" | "acknowledged";
  at: number;
  case: HotlineCase;
}

export const followHotlineSchema = z.strictObject({ after: z.number().int().min(0) });

/** Cases received in one hour by urgency, absolute. */
export interface CasesPerHour {
  hour: number;
  counts: Record<Urgency, number>;
}

/** Everything the hotline's first screen draws. Following from `cursor` misses nothing that `cases` does not hold. */
export interface HotlineBoard {
  cursor: number;
  /** Open cases by shortest clock, then those acknowledged in the last 24 hours, newest first. */
  cases: HotlineCase[];
  /** The last 24 UTC hours, the running one included, oldest first; hours without cases hold zeros. */
  perHour: CasesPerHour[];
  /** Server time of the read, epoch ms. */
  asOf: number;
}
