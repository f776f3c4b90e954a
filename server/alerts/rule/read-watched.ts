import type { AlertsContext } from "../alerts.ts";
import { mostSeries, type RuleCondition } from "./contract.ts";
import type { Watched } from "./rules.ts";

/**
 * What a rule watches, over whole minutes, epoch ms: the figures of the live view of the same name.
 * @throws Refusal `invalid` for dimensions that are not counted together by the minute.
 */
export async function readWatched(
  context: Pick<AlertsContext, "readMinutes" | "readUsersMinutes">,
  { measure, breakdowns, filter, comparison }: RuleCondition,
  { from, to }: { from: number; to: number },
): Promise<Watched> {
  if (measure !== "total_users") {
    return context.readMinutes({ measure, breakdowns, filter, from, to, keys: mostSeries });
  }
  const { users, readings } = await context.readUsersMinutes({ from, to });
  const minutes = comparison === "absent" ? readings : users;
  return { series: new Map([["all", minutes]]), nothing: minutes.map(() => null) };
}

/** Rules whose names are the same read the same: one read is enough for all of them. */
export function nameOfWatched({ measure, breakdowns, filter, comparison }: RuleCondition): string {
  const limits = Object.entries(filter).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([measure, breakdowns, limits, measure === "total_users" && comparison === "absent"]);
}
