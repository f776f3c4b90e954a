import type { Counting } from "../counting/counting.ts";
import { readTotalUsers } from "./read-total-users.ts";

export type { TotalUsers } from "./read-total-users.ts";
export { countableAccounts, measuredAudience } from "./rules.ts";

/** The user base: how many, and how that changes. */
export function createGrowth(context: { counting: Pick<Counting, "readUsersSinceMeasurement"> }) {
  return { readTotalUsers: () => readTotalUsers(context.counting) };
}
export type Growth = ReturnType<typeof createGrowth>;
