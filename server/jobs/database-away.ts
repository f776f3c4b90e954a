import { isUnreachable } from "../database/transaction.ts";
import { isRefusal } from "../kernel/refusal.ts";

/** True when the database is away or busy, also where a transaction has said so as a refusal: it is tried again, and no fault. */
export function isDatabaseAway(error: unknown): boolean {
  return isUnreachable(error) || (isRefusal(error) && error.code === "unavailable");
}
