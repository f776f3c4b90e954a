import type pg from "pg";
import type { CubeName } from "../cube/rules.ts";

export interface DayCount {
  sourceId: number;
  kind: string;
  /** UTC day of event time, `YYYY-MM-DD`. */
  day: string;
  events: number;
  n: number;
  rows: number;
}

/** Days of event time, both inclusive; null means without a bound. */
export interface DayRange {
  from: string | null;
  to: string | null;
}

const inRange = "($1::date is null or day >= $1::date) and ($2::date is null or day <= $2::date)";

interface CountRecord {
  source_id: number;
  kind: string;
  day: string;
  events: number;
  n: number;
  rows: number;
}

async function counts(client: pg.ClientBase, inner: string, range: DayRange): Promise<DayCount[]> {
  const { rows } = await client.query<CountRecord>(
    `select source_id, kind, day::text as day, sum(events)::bigint as events, sum(n)::bigint as n,
            sum(rows)::bigint as rows
     from (${inner}) counted where ${inRange} group by 1, 2, 3 order by 1, 2, 3`,
    [range.from, range.to],
  );
  return rows.map(({ source_id: sourceId, ...rest }) => ({ sourceId, ...rest }));
}

/**
 * Keeps sealers out for the length of the transaction. Must be its first statement: a LOCK takes no snapshot, so the
 * one that follows cannot be older than a seal that had to be waited for.
 */
export async function keepSealersOut(client: pg.ClientBase): Promise<void> {
  await client.query("lock table sealed_counts in share mode");
}

/** What was stored: raw events and the counts of sealed partitions. */
export function storedCounts(client: pg.ClientBase, range: DayRange): Promise<DayCount[]> {
  return counts(
    client,
    `select source_id, kind, (event_time at time zone 'UTC')::date as day, count(*) as events, sum(count) as n,
            count(*) as rows
     from raw_event join content_cell on cell = content_cell group by 1, 2, 3
     union all
     select source_id, kind, event_day, events, n, 1 from sealed_counts`,
    range,
  );
}

/** What a cube says at one grain, given in seconds. */
export function cubeCounts(client: pg.ClientBase, cube: CubeName, grain: number, range: DayRange): Promise<DayCount[]> {
  return counts(
    client,
    `select source_id, kind, (bucket at time zone 'UTC')::date as day, events, n, 1 as rows
     from ${cube}_cube join ${cube}_cell using (cell) where grain = ${grain}`,
    range,
  );
}

/** Identities, and what they must stand for: raw, sealed and measured events; all days. */
export async function identityCounts(client: pg.ClientBase): Promise<{ identities: number; stored: number }> {
  const { rows } = await client.query<{ identities: number; stored: number }>(
    `select (select count(*) from event_identity) as identities,
            (select count(*) from raw_event) + (select coalesce(sum(events), 0)::bigint from sealed_counts)
              + (select count(*) from gauge_measurement) as stored`,
  );
  return rows[0] ?? { identities: 0, stored: 0 };
}
