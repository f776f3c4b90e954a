import type pg from "pg";
import type { Clock } from "../kernel/clock.ts";
import type { Grain } from "../kernel/grains.ts";
import { rowsKeptFrom } from "./jobs.ts";
import { pointsOf } from "./series/rules.ts";
import { sumNetAccounts } from "./store.ts";

/** Accounts created less those deleted, whatever their timing: what users in total change by. Times in epoch ms. */
export interface NetAccounts {
  /** Start of each point, and its length, ms. */
  times: readonly number[];
  step: number;
  to: number;
  /** Null where the grain is no longer kept, and for points to come; where nobody came or went, 0. */
  net: readonly (number | null)[];
  asOf: number;
}

/** Over a window of whole buckets. @throws Refusal `invalid` for a range that needs a coarser grain */
export async function readNetAccounts(
  { database, clock }: { database: { pool: pg.Pool }; clock: Clock },
  { grain, from, to }: { grain: Grain; from: number; to: number },
): Promise<NetAccounts> {
  const window = pointsOf(grain, from, to);
  const now = clock.now();
  const keptFrom = rowsKeptFrom(grain, now);
  const sums = await sumNetAccounts(database.pool, grain, window);
  const times = Array.from(
    { length: (window.to - window.from) / window.step },
    (_, i) => window.from + i * window.step,
  );
  const net = times.map((time, i) => (time < keptFrom || time > now ? null : (sums.get(i) ?? 0)));
  return { times, step: window.step, to: window.to, net, asOf: now };
}
