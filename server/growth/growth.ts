import type { Counting } from "../counting/counting.ts";
import type { Actor } from "../kernel/actor.ts";
import { readCountries } from "./read-countries.ts";
import { readTotalUsers } from "./read-total-users.ts";
import { readUsersHistory } from "./read-users-history.ts";
import { readUsersMinutes } from "./read-users-minutes.ts";

export type { TotalUsers } from "./read-total-users.ts";
export { countableAccounts, measuredAudience } from "./rules.ts";

/** The user base: how many, and how that changes. */
export function createGrowth(context: {
  counting: Pick<
    Counting,
    "readUsersSinceMeasurement" | "readUsersMeasurements" | "readNetAccounts" | "sumNetAccountsBetween" | "readTotals"
  >;
}) {
  const { counting } = context;
  return {
    readTotalUsers: () => readTotalUsers(counting),
    readCountries: (actor: Actor, input: unknown) => readCountries(counting, actor, input),
    readUsersMinutes: (asked: { from: number; to: number }) => readUsersMinutes(counting, asked),
    readUsersHistory: (actor: Actor, input: unknown) => readUsersHistory(counting, actor, input),
  };
}
export type Growth = ReturnType<typeof createGrowth>;
