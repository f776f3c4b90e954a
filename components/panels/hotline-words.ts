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
