import type { Counting, UsersMeasurement } from "../counting/counting.ts";
import type { Actor } from "../kernel/actor.ts";
import { bucketOf, type Grain, grainMs } from "../kernel/grains.ts";
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
  const measurements = await counting.readUsersMeasurements({ grain, from: start, to: end });
  const before = await readUsersBefore(counting, { grain, at: start, measurements });
  const points = times.map((time, index) => ({ start: time, end: time + step, net: net[index] ?? null }));
  return { times, step, to: end, ...usersOverTime(points, measurements, before), asOf };
}

/** Users at a whole bucket's start, by the newest of these measurements before it; null where there is none. */
export async function readUsersBefore(
  counting: Pick<Counting, "sumNetAccountsBetween">,
  { grain, at, measurements }: { grain: Grain; at: number; measurements: readonly UsersMeasurement[] },
): Promise<number | null> {
  const last = measurements.findLast((one) => one.at < at);
  if (last === undefined) return null;
  const since = bucketOf(last.at, grain) + grainMs[grain];
  return last.value + (since < at ? await counting.sumNetAccountsBetween(since, at) : 0);
}
