import { type CountableEvent, type GaugeMeasurement, none, unstatedCountry } from "../counting/contract.ts";
import { type EventName, identityOf, timingOf, type UsersMeasurement } from "../counting/counting.ts";
import { type Accounts, type Audience, worldScope } from "./contract.ts";

/** When something happened and what names it; epoch milliseconds. */
interface Happened {
  name: EventName;
  eventTime: number;
  receivedAt: number;
}

/** Sign-ups or deletions as they are counted: by country, without a decision's dimensions. */
export function countableAccounts(
  kind: "accounts_created" | "accounts_deleted",
  accounts: Accounts,
  { name, eventTime, receivedAt }: Happened,
): CountableEvent {
  return {
    identity: identityOf(name),
    kind,
    eventTime,
    timing: timingOf(eventTime, receivedAt),
    count: accounts.count ?? 1,
    category: none,
    subject: none,
    effect: none,
    origin: none,
    autoDetected: none,
    autoDecided: none,
    country: accounts.country ?? unstatedCountry,
    keywordClass: none,
  };
}

/** A measurement of the audience; of the whole world where no scope is given. */
export function measuredAudience(audience: Audience, { name, eventTime }: Happened): GaugeMeasurement {
  return {
    identity: identityOf(name),
    gauge: audience.gauge,
    scope: audience.scope ?? worldScope,
    eventTime,
    value: audience.value,
  };
}

/**
 * Users at the end of each point: the newest measurement inside it, else those before it and the point's net. Null
 * while none was measured, and where the net is not known. `before`: users at the start of the first point.
 */
export function usersOverTime(
  points: readonly { start: number; end: number; net: number | null }[],
  measurements: readonly UsersMeasurement[],
  before: number | null,
): { totals: (number | null)[]; measured: number[] } {
  const totals: (number | null)[] = [];
  const measured: number[] = [];
  let users = before;
  for (const { start, end, net } of points) {
    const newest = measurements.findLast(({ at }) => at >= start && at < end);
    if (newest !== undefined) {
      users = newest.value;
      measured.push(start);
    } else users = users === null || net === null ? null : users + net;
    totals.push(users);
  }
  return { totals, measured };
}
