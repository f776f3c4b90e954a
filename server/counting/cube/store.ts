import type pg from "pg";
import { type Grain, grainMs, grains } from "../../kernel/grains.ts";
import { addToCombined } from "../combined/store.ts";
import { type CubeName, type LiveLayer, type LiveRow, liveLayers } from "../contract.ts";
import {
  type CohortRow,
  type CubeRow,
  cubes,
  decodeCell,
  foldCohorts,
  foldEvents,
  foldTerritories,
  type PlacedEvent,
  type TerritoryRow,
} from "./rules.ts";

const seconds = (grain: Grain) => grainMs[grain] / 1000;
const grainOf = new Map(grains.map((grain) => [seconds(grain), grain]));

/** The layer of live screens that rows of a cube at a grain are of. */
const layerOf = (name: CubeName, grain: Grain | undefined) => liveLayers.find((layer) => layer === `${name} ${grain}`);

/** Sends what adds new events to every cube, without waiting for the answers. `live` brings the live rows as they now are. */
export function addToCubes(
  client: pg.ClientBase,
  events: readonly PlacedEvent[],
): { live: Promise<LiveRow[]>; others: Promise<unknown>[] } {
  const live: Promise<LiveRow[]>[] = [];
  const others: Promise<unknown>[] = [];
  for (const name of ["content", "method", "place"] as const) {
    const rows = foldEvents(name, events);
    const isLive = ({ grain }: CubeRow) => layerOf(name, grain) !== undefined;
    live.push(addLive(client, name, rows.filter(isLive)));
    others.push(
      client.query({ name: `add-${name}`, text: upsert(name), values: columns(rows.filter((row) => !isLive(row))) }),
    );
  }
  others.push(addToCombined(client, events));
  const territories = foldTerritories(events);
  if (territories.length > 0) others.push(addTerritories(client, territories));
  const cohorts = foldCohorts(events);
  if (cohorts.length > 0) others.push(addCohorts(client, cohorts));
  return { live: Promise.all(live).then((rows) => rows.flat()), others };
}

/** Adds the rows of live screens, and answers them as they now are. */
async function addLive(client: pg.ClientBase, name: CubeName, added: CubeRow[]): Promise<LiveRow[]> {
  const { rows } = await client.query<LiveRecord>({
    name: `add-live-${name}`,
    text: `${upsert(name)} returning source_id, grain, extract(epoch from bucket)::bigint, cell, n, rev,
           (extract(epoch from newest) * 1000)::bigint`,
    values: columns(added),
    rowMode: "array",
  });
  return rows.flatMap((record) => liveRow(name, record));
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

function liveRow(name: CubeName, [sourceId, grain, bucket, cell, n, rev, newest]: LiveRecord): LiveRow[] {
  const layer = layerOf(name, grainOf.get(grain));
  if (layer === undefined) return [];
  const { kind, values } = decodeCell(name, cell);
  return [{ layer, sourceId, bucket: bucket * 1000, cell, kind, values, n, rev, newest }];
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

/** All rows of one layer of live screens from a bucket (epoch ms) on: one statement, so one consistent read. */
export async function readLiveRows(pool: pg.Pool, layer: LiveLayer, from: number): Promise<LiveRow[]> {
  const [name, grain] = layer.split(" ") as [CubeName, Grain];
  const { rows } = await pool.query<LiveRecord>({
    text: `select cube.source_id, cube.grain, extract(epoch from cube.bucket)::bigint, cube.cell, cube.n, cube.rev,
                  (extract(epoch from cube.newest) * 1000)::bigint
           from source join ${name}_cube cube
             on cube.source_id = source.source_id and cube.grain = $1 and cube.bucket >= $2`,
    values: [seconds(grain), new Date(from)],
    rowMode: "array",
  });
  return rows.flatMap((record) => liveRow(name, record));
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
