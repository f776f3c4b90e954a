import type { CaseClock } from "../../server/hotline/clocks/contract.ts";
import type { HotlineCase, Threat, Urgency } from "../../server/hotline/contract.ts";

export const threatNames: Record<Threat, string> = {
  terrorism: "Terrorism",
  child_abuse: "Child abuse",
  violence: "Violence",
  self_harm: "Self-harm",
  abduction: "Abduction",
  other: "Other threat",
};

export const urgencyNames: Record<Urgency, string> = {
  threat_to_life: "Threat to life",
  urgent: "Urgent",
  standard: "Standard",
};

/** True until somebody on call has acknowledged it. */
export function isOpen(one: HotlineCase): boolean {
  return one.acknowledgement.at === null;
}

/** Open cases by shortest clock, overdue ones first by nature; then acknowledged ones, newest first. */
export function inQueueOrder(cases: Iterable<HotlineCase>): HotlineCase[] {
  const all = [...cases];
  const open = all.filter(isOpen).sort((a, b) => a.acknowledgement.dueAt - b.acknowledgement.dueAt);
  const done = all.filter((one) => !isOpen(one));
  return [...open, ...done.sort((a, b) => (b.acknowledgement.at ?? 0) - (a.acknowledgement.at ?? 0))];
}

/** "Terrorism, threat to life, from Police FR": one case in one breath. */
export function inOneBreath(one: HotlineCase): string {
  return `${threatNames[one.threat]}, ${urgencyNames[one.urgency].toLowerCase()}, from ${one.raisedBy}`;
}

/** The running clock that ends first; null when none runs. */
export function shortestClock({ clocks }: Pick<HotlineCase, "clocks">): (CaseClock & { dueAt: number }) | null {
  const running = clocks.flatMap((clock) => (clock.dueAt === null ? [] : [{ ...clock, dueAt: clock.dueAt }]));
  return running.toSorted((a, b) => a.dueAt - b.dueAt)[0] ?? null;
}

export interface QueueGroup {
  key: "ours" | "still" | "closed";
  name: string;
  hint: string;
  cases: HotlineCase[];
}

/** Cases that a clock runs on, shortest first; those without one, longest waiting first; those that are closed. */
export function queueGroups(cases: Iterable<HotlineCase>): QueueGroup[] {
  const all = [...cases];
  const open = all.filter(({ closed }) => closed === null);
  const due = (one: HotlineCase) => shortestClock(one)?.dueAt ?? Number.POSITIVE_INFINITY;
  const ours = open.filter((one) => shortestClock(one) !== null).sort((a, b) => due(a) - due(b));
  const still = open.filter((one) => shortestClock(one) === null).sort((a, b) => a.receivedAt - b.receivedAt);
  const closed = all.filter((one) => one.closed !== null);
  closed.sort((a, b) => (b.closed?.at ?? 0) - (a.closed?.at ?? 0));
  return [
    { key: "ours", name: "A clock runs", hint: "shortest first", cases: ours },
    { key: "still", name: "No clock runs", hint: "paused or stopped, longest waiting first", cases: still },
    { key: "closed", name: "Closed", hint: "in the last 24 hours", cases: closed },
  ];
}
