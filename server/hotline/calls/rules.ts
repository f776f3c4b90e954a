/** When people are called for a case. What is said of it is neutral: its number, kind and urgency, never content. */
import type { Write } from "../../database/transaction.ts";
import type { CaseClock, ClockMark } from "../clocks/contract.ts";
import type { HotlineCase, Threat, Urgency } from "../contract.ts";

/** About the case itself, or about one of its clocks. */
type CallKind = "hotline" | "clock";

/** What an alert says: who is called sees it on a lock screen, too. */
interface CallSignal {
  dedupKey: string;
  severity: "critical" | "error" | "warning";
  summary: string;
  source: string;
  group?: string;
  links: { href: string; text: string }[];
}

export type Call = { kind: CallKind } & (
  | { deed: "trigger"; signal: CallSignal }
  | { deed: "acknowledge"; dedupKey: string }
  | { deed: "resolve"; dedupKey: string; why: string }
);

/** How people are called: inside the transaction of the change, after its stream, as the last thing in it. */
export type Caller = (write: Write, calls: readonly Call[]) => Promise<void>;

const severities: Record<Urgency, CallSignal["severity"]> = {
  threat_to_life: "critical",
  urgent: "error",
  standard: "warning",
};
const urgencyWords: Record<Urgency, string> = {
  threat_to_life: "threat to life",
  urgent: "urgent",
  standard: "standard",
};
const threatWords: Record<Threat, string> = {
  terrorism: "terrorism",
  child_abuse: "child abuse",
  violence: "violence",
  self_harm: "self-harm",
  abduction: "abduction",
  other: "other",
};

const linkTo = (number: string) => [{ href: `/hotline/${number}`, text: `Case ${number}` }];

/** A case came in. */
export function callForCase({ number, threat, urgency }: HotlineCase): Call {
  const summary = `Hotline case ${number}: ${threatWords[threat]}, ${urgencyWords[urgency]}`;
  const signal = { dedupKey: number, severity: severities[urgency], summary, source: "hotline", links: linkTo(number) };
  return { deed: "trigger", kind: "hotline", signal };
}

const markKey = (number: string, { kind }: CaseClock, mark: ClockMark) => `${number}/${kind}/${mark}`;

/**
 * Marks of a clock that were reached since it was last looked at, in their order. Half of the limit warns on the case
 * alone; three quarters and the end call people, the end in the place of three quarters.
 */
export function callsForMarks({ number }: HotlineCase, clock: CaseClock, reached: readonly ClockMark[]): Call[] {
  const mark = reached.at(-1);
  if (mark === undefined || mark === "half") return [];
  const over = mark === "breach";
  const whose = clock.basis === "law" ? clock.law : "internal target";
  const summary = `${clock.name}, case ${number}: ${over ? "the time has run out" : "three quarters of the time have run"} (${whose})`;
  const trigger: Call = {
    deed: "trigger",
    kind: "clock",
    signal: {
      dedupKey: markKey(number, clock, mark),
      severity: over ? "critical" : "error",
      summary,
      source: "hotline",
      group: number,
      links: linkTo(number),
    },
  };
  if (!over) return [trigger];
  const why = "the time has run out, which has an alert of its own";
  return [trigger, { deed: "resolve", kind: "clock", dedupKey: markKey(number, clock, "three_quarters"), why }];
}

/** What a change of a case says of its alerts: taken with the case, over with the case or with what its clock asked for. */
export function callsOfChange(before: HotlineCase, after: HotlineCase): Call[] {
  const { number } = after;
  const calls: Call[] = [];
  if (before.acknowledgement.at === null && after.acknowledgement.at !== null) {
    calls.push({ deed: "acknowledge", kind: "hotline", dedupKey: number });
  }
  for (const clock of after.clocks) {
    const ran = before.clocks.some(({ id, stoppedAt }) => id === clock.id && stoppedAt === null);
    if (!ran || clock.stoppedAt === null) continue;
    for (const mark of ["three_quarters", "breach"] as const) {
      calls.push({
        deed: "resolve",
        kind: "clock",
        dedupKey: markKey(number, clock, mark),
        why: "the clock was stopped",
      });
    }
  }
  if (before.closed === null && after.closed !== null) {
    calls.push({ deed: "resolve", kind: "hotline", dedupKey: number, why: "the case was closed" });
  }
  return calls;
}
