import { type CountableEvent, type GaugeMeasurement, none, unstatedCountry } from "../counting/contract.ts";
import { type EventName, identityOf, timingOf, type UsersMeasurement } from "../counting/counting.ts";
import type { TotalsAnswer } from "../counting/series/contract.ts";
import { type Accounts, type Audience, type CountriesAnswer, worldScope } from "./contract.ts";

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

type Totals = Pick<TotalsAnswer, "total" | "comparedTotal" | "ranked">;

/** Both measures by country as one table; a country that only one of them names counted nothing in the other. */
export function growthOfCountries(created: Totals, deleted: Totals): Pick<CountriesAnswer, "countries" | "all"> {
  const { total: signUps, comparedTotal: cameBefore } = created;
  const { total: deletions, comparedTotal: wentBefore } = deleted;
  if (signUps === null || deletions === null) return { countries: [], all: null };
  const compared = cameBefore !== null && wentBefore !== null;
  const byCountry = (totals: Totals) => new Map(totals.ranked.map((one) => [one.key, one]));
  const [came, went] = [byCountry(created), byCountry(deleted)];
  const countries = [...new Set([...came.keys(), ...went.keys()])].map((country) => {
    const [one, other] = [came.get(country), went.get(country)];
    const [up, down] = [one?.total ?? 0, other?.total ?? 0];
    const netBefore = compared ? (one?.compared ?? 0) - (other?.compared ?? 0) : null;
    return { country, signUps: up, deletions: down, net: up - down, netBefore };
  });
  return {
    countries: countries.sort((a, b) => b.net - a.net || a.country.localeCompare(b.country, "en")),
    all: { signUps, deletions, net: signUps - deletions, netBefore: compared ? cameBefore - wentBefore : null },
  };
}
