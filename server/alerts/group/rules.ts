import type { Notice, Occurrence } from "../contract.ts";

/** Which of its occurrences are on record, and whether they fire; by `occurrenceKey`. */
export type Known = ReadonlyMap<string, boolean>;

export interface Weighed {
  outcome: "trigger" | "resolve" | "stale";
  why: string;
  /** What is not on record, or otherwise. */
  changed: Occurrence[];
}

export const occurrenceKey = ({ fingerprint, startsAt }: Pick<Occurrence, "fingerprint" | "startsAt">) =>
  `${startsAt} ${fingerprint}`;

/**
 * What a notice means for its group. Senders in pairs repeat and reorder: an occurrence that was seen to end does not
 * fire again, and what a notice leaves out (`truncated`) is unknown, not ended.
 */
export function weighNotice(notice: Omit<Notice, "signal">, known: Known): Weighed {
  const { occurrences, truncated } = notice;
  const before = (one: Occurrence) => known.get(occurrenceKey(one));
  const ended = (one: Occurrence) => before(one) === false;
  const changed = occurrences.filter((one) => !ended(one) && before(one) !== one.firing);
  if (!notice.firing) {
    const listed = new Set(occurrences.map(occurrenceKey));
    const othersFire = [...known].some(([key, firing]) => firing && !listed.has(key));
    const saysNothingNew = occurrences.length > 0 && occurrences.every(ended) && truncated === 0;
    if (saysNothingNew && othersFire) {
      return { outcome: "stale", why: "a late notice of what had ended before, while others fire", changed };
    }
    return { outcome: "resolve", why: "its group is resolved", changed };
  }
  const firing = occurrences.filter((one) => one.firing);
  if (firing.length > 0 && firing.every(ended) && truncated === 0) {
    return { outcome: "stale", why: "a late notice: all that it says fires has ended", changed };
  }
  const fresh = firing.filter((one) => before(one) === undefined).length;
  const why = fresh > 0 ? `${fresh} of its group began to fire` : "its group still fires";
  return { outcome: "trigger", why, changed };
}
