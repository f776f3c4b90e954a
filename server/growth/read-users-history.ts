import type { Counting } from "../counting/counting.ts";
import type { Actor } from "../kernel/actor.ts";
import { bucketOf, grainMs } from "../kernel/grains.ts";
import { parseOrRefuse } from "../kernel/parse.ts";
import { requirePermission } from "../kernel/permission.ts";
import { readUsersHistorySchema, type UsersHistory } from "./contract.ts";
import { usersOverTime } from "./rules.ts";

/**
 * Users in total over time, as today's figure is made: measured, and what came and went since (PRODUCT, Growth). Late
 * sign-ups count, too: they are users, whenever we heard of them. @throws Refusal `forbidden`, `invalid`
 */
export async function readUsersHistory(
  counting: Pick<Counting, "readNetAccounts" | "sumNetAccountsBetween" | "readUsersMeasurements">,
  actor: Actor,
  input: unknown,
): Promise<UsersHistory> {
  const { grain, from, to } = parseOrRefuse(readUsersHistorySchema, input);
  requirePermission(actor, "growth.read");
  const { times, step, net, to: end, asOf } = await counting.readNetAccounts({ grain, from, to });
  const start = times[0] ?? from;
  const measurements = await counting.readUsersMeasurements(start, end);
  const last = measurements.findLast(({ at }) => at < start);
  let before: number | null = null;
  if (last !== undefined) {
    const since = bucketOf(last.at, grain) + grainMs[grain];
    before = last.value + (since < start ? await counting.sumNetAccountsBetween(since, start) : 0);
  }
  const points = times.map((time, index) => ({ start: time, end: time + step, net: net[index] ?? null }));
  return { times, step, to: end, ...usersOverTime(points, measurements, before), asOf };
}
