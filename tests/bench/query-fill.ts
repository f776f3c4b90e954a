import type pg from "pg";
import { type CellCount, combinedCell, packCells } from "../../server/counting/combined/rules.ts";
import type { CubeName } from "../../server/counting/contract.ts";
import { type Drawn, drawBucket } from "./query-drawing.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const minuteMs = 60_000;
const filledDays = 90;
const cubes = ["content", "method", "place"] as const;
/** A day has a slow and a busy half. */
const ofDay = (time: number) => 1 + 0.4 * Math.sin(((time % dayMs) / dayMs) * 2 * Math.PI);

interface Sums {
  rows: Record<CubeName, Map<number, number>>;
  combined: Map<number, CellCount>;
}
const emptySums = (): Sums => ({
  rows: { content: new Map(), method: new Map(), place: new Map() },
  combined: new Map(),
});

/**
 * Fills the cubes with 90 days of hours and days, and with the minutes that Now compares with, as intake would have
 * left them: `perDay` decisions a day from these sources, every bucket drawn for itself.
 */
export async function fillCubes(
  client: pg.Client,
  sources: readonly number[],
  perDay: number,
  now: number,
): Promise<void> {
  const today = Math.floor(now / dayMs) * dayMs;
  for (const source of sources) {
    const share = perDay / sources.length;
    for (let day = today - filledDays * dayMs; day <= today; day += dayMs) {
      const whole = emptySums();
      const hours: [number, Sums][] = [];
      for (let hour = day; hour < day + dayMs && hour + hourMs <= now; hour += hourMs) {
        const sums = emptySums();
        for (const one of drawBucket(Math.round((share / 24) * ofDay(hour)), [source, hour / hourMs])) {
          add(sums, one);
          add(whole, one);
        }
        hours.push([hour, sums]);
      }
      await writeBuckets(client, source, 3_600, hours);
      await writeBuckets(client, source, 86_400, [[day, whole]]);
    }
    for (const end of [now, now - 7 * dayMs]) {
      const minutes: [number, Sums][] = [];
      for (let minute = Math.floor(end / minuteMs) * minuteMs - 150 * minuteMs; minute < end; minute += minuteMs) {
        const sums = emptySums();
        for (const one of drawBucket(Math.round(share / 1_440), [source, minute / minuteMs, 1])) add(sums, one);
        minutes.push([minute, sums]);
      }
      await writeBuckets(client, source, 60, minutes);
    }
  }
  await client.query(
    `insert into gauge_measurement (source_id, gauge, scope, event_time, value, identity, received_at)
     values ($1, 'total_users', 'world', $2, 950000000, gen_random_uuid(), $2)`,
    [sources[0], new Date(now - 1.5 * dayMs)],
  );
  await client.query("update combined_start set starts = '-infinity'");
  for (const table of ["content_cube", "method_cube", "place_cube", "combined_cube"])
    await client.query(`vacuum analyze ${table}`);
}

function add({ rows, combined }: Sums, { cells, n }: Drawn): void {
  for (const name of cubes) rows[name].set(cells[name], (rows[name].get(cells[name]) ?? 0) + n);
  const cell = combinedCell(cells);
  const held = combined.get(cell);
  if (held) {
    held.n += n;
    held.events += n;
  } else combined.set(cell, { events: n, n });
}

async function writeBuckets(client: pg.Client, source: number, grain: number, buckets: readonly [number, Sums][]) {
  for (const name of cubes) {
    const rows = buckets.flatMap(([bucket, { rows: held }]) =>
      [...held[name]].map(([cell, n]) => ({ bucket, cell, n })),
    );
    const column = (pick: (row: (typeof rows)[number]) => number) => `{${rows.map(pick).join(",")}}`;
    await client.query(
      `insert into ${name}_cube (source_id, grain, bucket, cell, events, n, rev, newest)
       select $1, $2, to_timestamp(bucket), cell, n, n, 1, to_timestamp(bucket)
       from unnest($3::bigint[], $4::int[], $5::bigint[]) as drawn (bucket, cell, n)`,
      [source, grain, column(({ bucket }) => bucket / 1_000), column(({ cell }) => cell), column(({ n }) => n)],
    );
  }
  if (grain === 60) return;
  await client.query(
    `insert into combined_cube (source_id, grain, bucket, cells)
     select $1, $2, to_timestamp(bucket), cells from unnest($3::bigint[], $4::text[]) as drawn (bucket, cells)`,
    [
      source,
      grain,
      buckets.map(([bucket]) => bucket / 1_000),
      buckets.map(([, { combined }]) => Buffer.from(packCells(combined)).toString("latin1")),
    ],
  );
}

/** Rows and bytes of each table that was filled. */
export async function tableSizes(client: pg.Client): Promise<Record<string, { rows: number; bytes: number }>> {
  const sizes: Record<string, { rows: number; bytes: number }> = {};
  for (const table of ["content_cube", "method_cube", "place_cube", "combined_cube"]) {
    const { rows } = await client.query(
      `select (select count(*) from ${table})::float8 as rows, pg_total_relation_size('${table}')::float8 as bytes`,
    );
    sizes[table] = rows[0];
  }
  return sizes;
}
