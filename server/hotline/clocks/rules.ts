/** How clocks run. Hours run on nights and weekends; of two readings of a period the stricter. */
import { z } from "zod";
import type { LegalBasis } from "../contract.ts";
import {
  type ClockBasis,
  type ClockKind,
  type ClockMark,
  type ClockMarks,
  type ClockRun,
  type Confidence,
  clockKinds,
  confidences,
  type PauseReason,
  pauseReasons,
} from "./contract.ts";
import catalogue from "./legal-clocks.json" with { type: "json" };

/** A kind of clock; `limitMs` is null for the one whose limit is a setting. */
export interface ClockRule {
  kind: ClockKind;
  name: string;
  law: string | null;
  basis: ClockBasis;
  confidence: Confidence;
  limitMs: number | null;
  mayPauseFor: readonly PauseReason[];
}

const partMs = { D: 86_400_000, H: 3_600_000, M: 60_000, S: 1_000 };

/** Milliseconds of an ISO 8601 duration of days, hours, minutes and seconds. @throws Error for any other text. */
export function durationMs(text: string): number {
  const parts = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(text)?.slice(1);
  if (!parts || parts.every((part) => part === undefined)) throw new Error(`${text} is not a duration`);
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = parts.map((part) => Number(part ?? 0));
  return days * partMs.D + hours * partMs.H + minutes * partMs.M + seconds * partMs.S;
}

const catalogueSchema = z.array(
  z.strictObject({
    id: z.enum(clockKinds),
    law: z.string().nullable(),
    article: z.string().nullable(),
    name: z.string(),
    duration: z.string().nullable(),
    internal_target: z.string().nullable(),
    confidence: z.enum(confidences),
    pauses: z.array(z.enum(pauseReasons)),
  }),
);

/** Every kind of clock by its name. */
export const clockRules: ReadonlyMap<ClockKind, ClockRule> = new Map(
  catalogueSchema.parse(catalogue.clocks).map((one) => {
    const limit = one.duration ?? one.internal_target;
    const rule: ClockRule = {
      kind: one.id,
      name: one.name,
      law: one.law === null ? null : `${one.law}, Article ${one.article}`,
      basis: one.duration === null ? "internal target" : "law",
      confidence: one.confidence,
      limitMs: limit === null ? null : durationMs(limit),
      mayPauseFor: one.pauses,
    };
    return [one.id, rule];
  }),
);

/** Clocks that the receipt of a case starts beside the two that every case has. */
const startedBy: Record<LegalBasis, readonly ClockKind[]> = {
  none: [],
  tco_removal_order: ["tco_remove"],
  production_order_emergency: ["epoc_emergency", "epoc_preserve"],
  production_order: ["epoc_standard", "epoc_preserve"],
  order_to_act: ["dsa_art9_effect"],
  information_order: ["dsa_art10_effect"],
  suspicion_of_threat_to_life: ["dsa_art18"],
  intimate_image_report: ["uk_intimate"],
  nca_information_request: ["uk_nca_info"],
};

/** The kinds of clock that start when a case with this basis is received. */
export function clocksAtReceipt(basis: LegalBasis | null): ClockKind[] {
  return ["acknowledge", "first_answer", ...startedBy[basis ?? "none"]];
}

/** Milliseconds that the clock has run at `now`, pauses left out. Never below 0, and never less at a later `now`. */
export function ranMs(clock: ClockRun, now: number): number {
  const end = Math.min(now, clock.stoppedAt ?? now);
  const stood = clock.pauses.reduce((sum, { from, to }) => {
    return sum + Math.max(0, Math.min(to ?? end, end) - Math.max(from, clock.startedAt));
  }, 0);
  return Math.max(0, end - clock.startedAt - stood);
}

/** The instant at which the clock has run for `ms`; null while a pause that has no end comes first. */
function instantAfter(clock: ClockRun, ms: number): number | null {
  let at = clock.startedAt + ms;
  for (const { from, to } of clock.pauses.toSorted((a, b) => a.from - b.from)) {
    // A mark that is reached as the pause begins is reached: standing still undoes nothing that was run.
    if (at <= from) return at;
    if (to === null) return null;
    at += to - from;
  }
  return at;
}

/** When half, three quarters and all of the limit have been run; null also for what a stop has forestalled. */
export function marksOf(clock: ClockRun): ClockMarks {
  const mark = (part: number) => {
    const at = instantAfter(clock, Math.ceil(clock.limitMs * part));
    return at === null || (clock.stoppedAt !== null && at >= clock.stoppedAt) ? null : at;
  };
  return { half: mark(0.5), threeQuarters: mark(0.75), breach: mark(1) };
}

/** The same by the names under which they are told. */
export function markInstants(clock: ClockRun): Record<ClockMark, number | null> {
  const { half, threeQuarters, breach } = marksOf(clock);
  return { half, three_quarters: threeQuarters, breach };
}

/** Whether it runs, and what is left: an instant while it runs, milliseconds while it does not. */
export function standingOf(clock: ClockRun): { dueAt: number | null; leftMs: number | null } {
  const paused = clock.pauses.find(({ to }) => to === null);
  const stillSince = clock.stoppedAt ?? paused?.from ?? null;
  if (stillSince === null) return { dueAt: instantAfter(clock, clock.limitMs), leftMs: null };
  return { dueAt: null, leftMs: clock.limitMs - ranMs(clock, stillSince) };
}

/** True when the clock had run out at `now`. */
export function hasRunOut(clock: ClockRun, now: number): boolean {
  return ranMs(clock, now) > clock.limitMs;
}
