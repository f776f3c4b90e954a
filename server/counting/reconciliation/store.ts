import type pg from "pg";
import type { CubeName } from "../contract.ts";
import { kindsAboutDecisions } from "../contract.ts";

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

/** What was stored: raw events and the counts of sealed partitions. A row with a negative count takes one back. */
export function storedCounts(client: pg.ClientBase, range: DayRange): Promise<DayCount[]> {
  return counts(
    client,
    `select source_id, kind, (event_time at time zone 'UTC')::date as day, sum(sign(count)) as events,
            sum(count) as n, count(*) as rows
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

/** What the cohorts hold of each kind, and what the content cube does of the kinds that name a decision; all days. */
export async function cohortCounts(client: pg.ClientBase): Promise<{ cohorts: DayCount[]; counted: DayCount[] }> {
  const { rows } = await client.query<CountRecord & { cohort: boolean }>(
    `select source_id, kind, 'all days' as day, true as cohort, sum(events)::bigint as events, sum(n)::bigint as n,
            count(*) as rows
     from cohort_cube join content_cell using (cell) group by 1, 2
     union all
     select source_id, kind, 'all days', false, sum(events)::bigint, sum(n)::bigint, count(*)
     from content_cube join content_cell using (cell)
     where grain = 86400 and kind = any($1) group by 1, 2`,
    [kindsAboutDecisions],
  );
  const counted = rows.map(({ source_id: sourceId, ...rest }) => ({ sourceId, ...rest }));
  return { cohorts: counted.filter(({ cohort }) => cohort), counted: counted.filter(({ cohort }) => !cohort) };
}

/** Identities, and what they must stand for: raw, sealed and measured events; all days. */
export async function identityCounts(client: pg.ClientBase): Promise<{ identities: number; stored: number }> {
  const { rows } = await client.query<{ identities: number; stored: number }>(
    `select (select count(*) from event_identity) as identities,
            (select count(*) from raw_event where count > 0)
              + (select coalesce(sum(identities), 0)::bigint from sealed_counts)
              + (select count(*) from gauge_measurement) as stored`,
  );
  return rows[0] ?? { identities: 0, stored: 0 };
}
