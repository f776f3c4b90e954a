import type pg from "pg";
import { type Grain, grainMs, grains } from "../../kernel/grains.ts";
import { addToCombined } from "../combined/store.ts";
import type { ContentRow } from "../contract.ts";
import {
  type CohortRow,
  type CubeName,
  type CubeRow,
  cubes,
  foldCohorts,
  foldEvents,
  foldTerritories,
  type PlacedEvent,
  type TerritoryRow,
  valuesOf,
} from "./rules.ts";

const seconds = (grain: Grain) => grainMs[grain] / 1000;
const grainOf = new Map(grains.map((grain) => [seconds(grain), grain]));

/** The grains that the hub keeps; their changed rows come back absolute. */
const isLive = (row: CubeRow) => row.grain === "10s" || row.grain === "minute";

/**
 * Sends what adds new events to every cube, without waiting for the answers. `live` brings the live rows of the content
 * cube as they now are.
 */
export function addToCubes(
  client: pg.ClientBase,
  events: readonly PlacedEvent[],
): { live: Promise<ContentRow[]>; others: Promise<unknown>[] } {
  const content = foldEvents("content", events);
  const live = client.query<LiveRecord>({
    name: "add-live-content",
    text: `${upsert("content")} returning source_id, grain, extract(epoch from bucket)::bigint, cell, n, rev,
           (extract(epoch from newest) * 1000)::bigint`,
    values: columns(content.filter(isLive)),
    rowMode: "array",
  });
  const rest = content.filter((row) => !isLive(row));
  const others = [
    add(client, "content", rest),
    add(client, "method", foldEvents("method", events)),
    add(client, "place", foldEvents("place", events)),
    addToCombined(client, events),
  ];
  const territories = foldTerritories(events);
  if (territories.length > 0) others.push(addTerritories(client, territories));
  const cohorts = foldCohorts(events);
  if (cohorts.length > 0) others.push(addCohorts(client, cohorts));
  return { live: live.then(({ rows }) => rows.map(contentRow)), others };
}

function add(client: pg.ClientBase, name: CubeName, rows: CubeRow[]): Promise<unknown> {
  return client.query({ name: `add-${name}`, text: upsert(name), values: columns(rows) });
}

/** One upsert of many rows given as column arrays, in the order in which they are given. */
const upsert = (name: CubeName) => `
  insert into ${name}_cube as known (source_id, grain, bucket, cell, events, n, newest, rev)
  select source_id, grain, to_timestamp(bucket), cell, events, n, to_timestamp(newest / 1000.0), 1
  from unnest($1::int[], $2::int[], $3::bigint[], $4::int[], $5::bigint[], $6::bigint[], $7::bigint[])
    as added (source_id, grain, bucket, cell, events, n, newest)
  on conflict (source_id, grain, bucket, cell) do update set
    events = known.events + excluded.events,
    n = known.n + excluded.n,
    newest = greatest(known.newest, excluded.newest),
    rev = known.rev + 1`;

/** The rows as PostgreSQL array literals, column by column: numbers only, so nothing to escape. */
function columns(rows: readonly CubeRow[]): string[] {
  const literal = (pick: (row: CubeRow) => number) => `{${rows.map(pick).join(",")}}`;
  return [
    literal((row) => row.sourceId),
    literal((row) => seconds(row.grain)),
    literal((row) => row.bucket / 1000),
    literal((row) => row.cell),
    literal((row) => row.events),
    literal((row) => row.n),
    literal((row) => row.newest),
  ];
}

function addTerritories(client: pg.ClientBase, rows: readonly TerritoryRow[]): Promise<unknown> {
  return client.query(
    `insert into territory_cube as known (source_id, kind, bucket, timing, effect, territory, events, n, rev)
     select source_id, kind, to_timestamp(bucket), timing, effect, territory, events, n, 1
     from unnest($1::int[], $2::text[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::bigint[], $8::bigint[])
       as added (source_id, kind, bucket, timing, effect, territory, events, n)
     on conflict (source_id, kind, bucket, timing, effect, territory) do update set
       events = known.events + excluded.events, n = known.n + excluded.n, rev = known.rev + 1`,
    [
      rows.map((row) => row.sourceId),
      rows.map((row) => row.kind),
      rows.map((row) => row.bucket / 1000),
      rows.map((row) => row.timing),
      rows.map((row) => row.effect),
      rows.map((row) => row.territory),
      rows.map((row) => row.events),
      rows.map((row) => row.n),
    ],
  );
}

function addCohorts(client: pg.ClientBase, rows: readonly CohortRow[]): Promise<unknown> {
  return client.query(
    `insert into cohort_cube as known (source_id, decision_day, cell, events, n, rev)
     select source_id, decision_day, cell, events, n, 1
     from unnest($1::int[], $2::date[], $3::int[], $4::bigint[], $5::bigint[])
       as added (source_id, decision_day, cell, events, n)
     on conflict (source_id, decision_day, cell) do update set
       events = known.events + excluded.events, n = known.n + excluded.n, rev = known.rev + 1`,
    [
      rows.map((row) => row.sourceId),
      rows.map((row) => row.decisionDay),
      rows.map((row) => row.cell),
      rows.map((row) => row.events),
      rows.map((row) => row.n),
    ],
  );
}

type LiveRecord = [source: number, grain: number, bucket: number, cell: number, n: number, rev: number, newest: number];

function contentRow([sourceId, grain, bucket, cell, n, rev, newest]: LiveRecord): ContentRow {
  const [kind, timing, category, subject, effect, keywordClass] = valuesOf(cubes.content, cell) as [
    ContentRow["kind"],
    ContentRow["timing"],
    ContentRow["category"],
    ContentRow["subject"],
    ContentRow["effect"],
    ContentRow["keywordClass"],
  ];
  const dimensions = { kind, timing, category, subject, effect, keywordClass };
  return { sourceId, grain: grainOf.get(grain) ?? "10s", bucket: bucket * 1000, ...dimensions, n, rev, newest };
}

/**
 * Writes down what each cell number of a cube means, for statements that read the cubes by their dimensions. Does
 * nothing where that is done; a value appended to a dimension brings its cells at the next start.
 */
export async function numberCells(client: pg.ClientBase, name: CubeName): Promise<void> {
  const { dimensions } = cubes[name];
  const expected = dimensions.reduce((product, { values }) => product * values.length, 1);
  const { rows } = await client.query<{ known: number }>(`select count(*) as known from ${name}_cell`);
  if (rows[0]?.known === expected) return;
  let shift = 0;
  const lists = dimensions.map(({ column, values, bits }, i) => {
    if (values.length > 1 << bits) throw new Error(`the dimension ${column} has outgrown its ${bits} bits`);
    const list = values.map((value) => `'${value}'`).join(",");
    const text = `(select value as ${column}, (place - 1)::int << ${shift} as part${i}
                   from unnest(array[${list}]) with ordinality as listed (value, place)) list${i}`;
    shift += bits;
    return text;
  });
  const cell = dimensions.map((_, i) => `part${i}`).join(" | ");
  const columns = dimensions.map(({ column }) => column).join(", ");
  await client.query(
    `insert into ${name}_cell (cell, ${columns}) select ${cell}, ${columns} from ${lists.join(" cross join ")}
     on conflict do nothing`,
  );
}

/** All rows of one live grain from a bucket on: one statement, so one consistent read. */
export async function readContentRows(pool: pg.Pool, grain: Grain, from: number): Promise<ContentRow[]> {
  const { rows } = await pool.query<LiveRecord>({
    text: `select cube.source_id, cube.grain, extract(epoch from cube.bucket)::bigint, cube.cell, cube.n, cube.rev,
                  (extract(epoch from cube.newest) * 1000)::bigint
           from source join content_cube cube
             on cube.source_id = source.source_id and cube.grain = $1 and cube.bucket >= $2`,
    values: [seconds(grain), new Date(from)],
    rowMode: "array",
  });
  return rows.map(contentRow);
}

/**
 * Deletes the rows of a grain that are older than it is kept; the coarser grains hold the same events. `spared` is an
 * interval whose rows stay, epoch ms: what came after a measurement of users is counted from them.
 */
export async function pruneGrain(
  pool: pg.Pool,
  grain: Grain,
  before: number,
  spared: { from: number; to: number },
): Promise<void> {
  for (const name of ["content", "method", "place"] as const) {
    await pool.query(
      `delete from ${name}_cube where grain = $1 and bucket < $2 and not (bucket >= $3 and bucket < $4)`,
      [seconds(grain), new Date(before - grainMs[grain]), new Date(spared.from), new Date(spared.to)],
    );
  }
  await pool.query("delete from combined_cube where grain = $1 and bucket < $2", [
    seconds(grain),
    new Date(before - grainMs[grain]),
  ]);
}
