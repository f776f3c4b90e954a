import type { Counting } from "../counting/counting.ts";
import { pointsASeries } from "../counting/series/contract.ts";
import { readUsersBefore } from "./read-users-history.ts";
import { usersOverTime } from "./rules.ts";

const minuteMs = 60_000;

/** Minutes in a row; null: not known. */
interface UsersMinutes {
  /** Users in total at the end of each. */
  users: (number | null)[];
  /** 1 where users were measured in it, else 0; null before the first measurement. */
  readings: (number | null)[];
}

/**
 * Users in total over whole minutes, epoch ms, for those who act on it by themselves: at the end of each what the live
 * figure would have been then. Who asks for a person has to look at what the person may read.
 */
export async function readUsersMinutes(
  counting: Pick<Counting, "readNetAccounts" | "sumNetAccountsBetween" | "readUsersMeasurements">,
  { from, to }: { from: number; to: number },
): Promise<UsersMinutes> {
  const measurements = await counting.readUsersMeasurements({ grain: "minute", from, to });
  const points: { start: number; end: number; net: number | null }[] = [];
  const longest = pointsASeries * minuteMs;
  for (let start = from; start < to; start += longest) {
    const asked = { grain: "minute", from: start, to: Math.min(to, start + longest) } as const;
    const { times, net } = await counting.readNetAccounts(asked);
    points.push(...times.map((time, at) => ({ start: time, end: time + minuteMs, net: net[at] ?? null })));
  }
  const before = await readUsersBefore(counting, { grain: "minute", at: from, measurements });
  const { totals, measured } = usersOverTime(points, measurements, before);
  const first = measurements[0]?.at ?? Number.POSITIVE_INFINITY;
  const within = new Set(measured);
  const readings = points.map(({ start, end }) => (end <= first ? null : within.has(start) ? 1 : 0));
  return { users: totals, readings };
}
