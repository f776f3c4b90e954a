import { type CountableEvent, type GaugeMeasurement, none, unstatedCountry } from "../counting/contract.ts";
import { type EventName, identityOf, timingOf } from "../counting/counting.ts";
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
