/** Clocks of a hotline case as screens, frames and answers show them. Runs in browsers: no imports from Node. */
import { z } from "zod";

/** What `legal-clocks.json` describes: two targets of our own, then limits of the law. */
export const clockKinds = [
  "acknowledge",
  "first_answer",
  "tco_remove",
  "tco_threat_to_life",
  "epoc_emergency",
  "epoc_standard",
  "epoc_preserve",
  "dsa_art9_effect",
  "dsa_art10_effect",
  "dsa_art18",
  "uk_intimate",
  "uk_nca_info",
] as const;
export type ClockKind = (typeof clockKinds)[number];

/** Those that people start by hand, such as for an order that follows the call. The other two are every case's. */
export const startableClocks = clockKinds.filter((kind) => kind !== "acknowledge" && kind !== "first_answer");

/** Why a clock may stand still. Two are the law's own (Regulation (EU) 2021/784, Article 3); targets of ours have one. */
export const pauseReasons = ["force_majeure_art3_7", "order_unclear_art3_8", "awaiting_authority"] as const;
export type PauseReason = (typeof pauseReasons)[number];

/** How the wording of the law behind a clock was checked; `own`: there is no law, it is a target of ours. */
export const confidences = ["source", "secondary", "single_secondary", "memory", "own"] as const;
export type Confidence = (typeof confidences)[number];

/** `internal target`: the law says "without undue delay" or nothing; the limit is ours and never shown as law. */
export type ClockBasis = "law" | "internal target";

export interface ClockPause {
  /** Epoch milliseconds, as all instants here. */
  from: number;
  /** Null while it lasts. */
  to: number | null;
  reason: PauseReason;
  /** Where the proof is: an id of a file or message, never its content. */
  evidence: string;
  by: string;
}

/** What a clock is made of. Everything but pauses and stop is fixed when it starts. */
export interface ClockRun {
  startedAt: number;
  limitMs: number;
  pauses: readonly Pick<ClockPause, "from" | "to">[];
  stoppedAt: number | null;
}

/** Instants at which a clock has run for a part of its limit; null while a pause keeps that open, or after its stop. */
export interface ClockMarks {
  half: number | null;
  threeQuarters: number | null;
  /** When it runs out. */
  breach: number | null;
}

/** The same by name, in their order. */
export const clockMarks = ["half", "three_quarters", "breach"] as const;
export type ClockMark = (typeof clockMarks)[number];

export interface CaseClock extends ClockRun {
  id: string;
  kind: ClockKind;
  /** In words, as it was when the clock started. */
  name: string;
  /** "EU 2021/784, Article 3(3)"; null where there is none. */
  law: string | null;
  basis: ClockBasis;
  confidence: Confidence;
  /** The reasons for which it may be paused; none for most. */
  mayPauseFor: PauseReason[];
  pauses: ClockPause[];
  stoppedBy: string | null;
  /** While it runs, when it runs out; null while it stands still or has been stopped. */
  dueAt: number | null;
  /** What is left of the limit while it stands still, or was left when it was stopped; negative when it had run out. */
  leftMs: number | null;
  marks: ClockMarks;
}

const clockId = z.uuid();
/** `receivedAt`: when what starts it was received, epoch ms; null: just now. */
export const startClockSchema = z.strictObject({
  caseId: z.uuid(),
  kind: z.enum(startableClocks),
  receivedAt: z.int().min(0).nullable().default(null),
});
export const pauseClockSchema = z.strictObject({
  caseId: z.uuid(),
  clockId,
  reason: z.enum(pauseReasons),
  evidence: z
    .string()
    .trim()
    .regex(/^[\p{L}\p{M}\p{N} ._:/#-]{1,100}$/u, "1 to 100 letters, digits, spaces and . _ : / # - only"),
});
export const clockOfCaseSchema = z.strictObject({ caseId: z.uuid(), clockId });
