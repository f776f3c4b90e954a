import type { Counting } from "../counting/counting.ts";
import type { Actor } from "../kernel/actor.ts";
import { bucketOf, grainMs } from "../kernel/grains.ts";
import { parseOrRefuse } from "../kernel/parse.ts";
import { requirePermission } from "../kernel/permission.ts";
import { readUsersHistorySchema, type UsersHistory } from "./contract.ts";
import { usersOverTime } from "./rules.ts";

/**
 * Users in total over time, as today's figure is made: measured, and what came and went since (PRODUCT, Growth).
 * @throws Refusal `forbidden`, `invalid`
 */
export async function readUsersHistory(
  counting: Pick<Counting, "readSeries" | "readUsersMeasurements">,
  actor: Actor,
  input: unknown,
): Promise<UsersHistory> {
  const { grain, from, to } = parseOrRefuse(readUsersHistorySchema, input);
  requirePermission(actor, "growth.read");
  const count = (measure: "sign_ups" | "deletions", window: { from: number; to: number }) =>
    counting.readSeries(actor, { measure, breakdowns: [], filter: {}, grain, ...window });
  const [created, deleted] = await Promise.all([count("sign_ups", { from, to }), count("deletions", { from, to })]);
  const { times, step } = created;
  const start = times[0] ?? from;
  const measurements = await counting.readUsersMeasurements(start, created.to);
  const last = measurements.findLast(({ at }) => at < start);
  const net = (index: number) => {
    const [came, went] = [created.series[0]?.points[index] ?? null, deleted.series[0]?.points[index] ?? null];
    return came === null || went === null ? null : came - went;
  };
  let before = last?.value ?? null;
  const since = last === undefined ? start : bucketOf(last.at, grain) + grainMs[grain];
  if (before !== null && since < start) {
    const window = { from: since, to: start };
    const [came, went] = await Promise.all([count("sign_ups", window), count("deletions", window)]);
    before += (came.series[0]?.total ?? 0) - (went.series[0]?.total ?? 0);
  }
  const points = times.map((time, index) => ({ start: time, end: time + step, net: net(index) }));
  return { times, step, to: created.to, ...usersOverTime(points, measurements, before), asOf: created.asOf };
}
