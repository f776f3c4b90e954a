import { sql, type Transaction } from "kysely";
import type pg from "pg";
import { bucketOf, type Grain, grainMs } from "../../kernel/grains.ts";
import type { Cells, PlacedEvent } from "../cube/rules.ts";
import { type CellCount, combinedCell, packCells } from "./rules.ts";

/** Counts of one source in one bucket (epoch ms), packed. */
export interface PackedBucket {
  sourceId: number;
  bucket: number;
  cells: Uint8Array;
}

/** Sends what new events add, one row an hour and source, without waiting; a chore adds it to the cube. */
export function addToCombined(client: pg.ClientBase, events: readonly PlacedEvent[]): Promise<unknown> {
  const sources = new Map<number, Map<number, Map<number, CellCount>>>();
  for (const { sourceId, event, cells } of events) {
    const hours = heldIn(sources, sourceId, () => new Map<number, Map<number, CellCount>>());
    const counts = heldIn(hours, bucketOf(event.eventTime, "hour"), () => new Map<number, CellCount>());
    const count = heldIn(counts, combinedCell(cells), () => ({ events: 0, n: 0 }));
    count.events += 1;
    count.n += event.count;
  }
  const packed = [...sources].flatMap(([sourceId, hours]) =>
    [...hours].map(([bucket, counts]) => ({ sourceId, bucket, cells: packCells(counts) })),
  );
  return insertAdditions(client, packed);
}

function heldIn<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

function insertAdditions(client: pg.ClientBase, packed: readonly PackedBucket[]): Promise<unknown> {
  return client.query({
    name: "add-combined",
    text: `insert into combined_addition (source_id, bucket, cells)
           select source_id, to_timestamp(bucket), cells
           from unnest($1::int[], $2::bigint[], $3::text[]) as added (source_id, bucket, cells)`,
    values: [
      `{${packed.map(({ sourceId }) => sourceId).join(",")}}`,
      `{${packed.map(({ bucket }) => bucket / 1000).join(",")}}`,
      packed.map(({ cells }) => textOf(cells)),
    ],
  });
}

/** What a voiding takes back of one source, by hour; negative counts. In its transaction. */
export async function addBuckets(
  query: Transaction<Record<never, never>>,
  packed: readonly PackedBucket[],
): Promise<void> {
  await sql`
    insert into combined_addition (source_id, bucket, cells)
    select * from unnest(${packed.map(({ sourceId }) => sourceId)}::int[],
                         ${packed.map(({ bucket }) => new Date(bucket))}::timestamptz[],
                         ${packed.map(({ cells }) => textOf(cells))}::text[])`.execute(query);
}

type PackedRecord = [sourceId: number, hour: number, cells: string];
const hourMs = grainMs.hour;
const textOf = (cells: Uint8Array) => Buffer.from(cells).toString("latin1");

async function readPacked(client: pg.ClientBase, text: string, values: unknown[]): Promise<PackedBucket[]> {
  const { rows } = await client.query<PackedRecord>({ text, values, rowMode: "array" });
  return rows.map(([sourceId, hour, cells]) => ({
    sourceId,
    bucket: hour * hourMs,
    cells: Buffer.from(cells, "latin1"),
  }));
}

const columns = "source_id, (extract(epoch from bucket) / 3600)::int4 as hour, cells";

/** One writer of the cube at a time, for the length of the transaction. */
export async function lockCombinedCube(client: pg.ClientBase): Promise<void> {
  await client.query("select pg_advisory_xact_lock(hashtext('watchfloor combined cube'))");
}

/** Deletes at most `limit` additions and answers what they held. */
export function takeAdditions(client: pg.ClientBase, limit: number): Promise<PackedBucket[]> {
  return readPacked(
    client,
    `delete from combined_addition where (source_id, addition_id) in (
       select source_id, addition_id from combined_addition order by source_id, addition_id limit $1)
     returning ${columns}`,
    [limit],
  );
}

/** The buckets of a grain that the cube holds among those named. */
export function readBuckets(
  client: pg.ClientBase,
  grain: Grain,
  wanted: readonly { sourceId: number; bucket: number }[],
): Promise<PackedBucket[]> {
  return readPacked(
    client,
    `select ${columns} from unnest($2::int[], $3::timestamptz[]) as wanted (source_id, bucket)
     join combined_cube using (source_id, bucket) where grain = $1`,
    [grainMs[grain] / 1000, wanted.map(({ sourceId }) => sourceId), wanted.map(({ bucket }) => new Date(bucket))],
  );
}

/** Puts buckets of a grain in the place of what the cube holds of them. */
export async function replaceBuckets(
  client: pg.ClientBase,
  grain: Grain,
  buckets: readonly PackedBucket[],
): Promise<void> {
  await client.query(
    `insert into combined_cube (source_id, grain, bucket, cells)
     select source_id, $1, bucket, cells from unnest($2::int[], $3::timestamptz[], $4::text[])
       as replaced (source_id, bucket, cells)
     on conflict (source_id, grain, bucket) do update set cells = excluded.cells`,
    [
      grainMs[grain] / 1000,
      buckets.map(({ sourceId }) => sourceId),
      buckets.map(({ bucket }) => new Date(bucket)),
      buckets.map(({ cells }) => textOf(cells)),
    ],
  );
}

/** From when the cube knows everything that was counted; epoch ms, -Infinity: ever since. */
export async function readCombinedStart(client: pg.ClientBase): Promise<number> {
  const { rows } = await client.query<{ starts: Date | number }>("select starts from combined_start");
  return Number(rows[0]?.starts ?? Number.NEGATIVE_INFINITY);
}

/** The days that the cube and what waits for it reach over, epoch ms; empty (from = to) when it holds nothing. */
export async function readCombinedSpan(client: pg.ClientBase): Promise<{ from: number; to: number }> {
  const { rows } = await client.query<{ first: Date | null; last: Date | null }>(
    `select date_trunc('day', min(bucket), 'UTC') as first, date_trunc('day', max(bucket), 'UTC') as last
     from (select bucket from combined_cube where grain = 86400 union all select bucket from combined_addition) held`,
  );
  const { first = null, last = null } = rows[0] ?? {};
  return first && last ? { from: first.getTime(), to: last.getTime() + grainMs.day } : { from: 0, to: 0 };
}

/** The sources, by number. */
export async function readSourceNumbers(client: pg.ClientBase): Promise<number[]> {
  const { rows } = await client.query<{ source_id: number }>("select source_id from source order by 1");
  return rows.map(({ source_id }) => source_id);
}

/** Buckets of one source from one time up to another (epoch ms), oldest first. */
export function readCombinedBuckets(
  client: pg.ClientBase,
  grain: Grain,
  sourceId: number,
  range: { from: number; to: number },
): Promise<PackedBucket[]> {
  return readPacked(
    client,
    `select ${columns} from combined_cube
     where source_id = $1 and grain = $2 and bucket >= $3 and bucket < $4 order by bucket`,
    [sourceId, grainMs[grain] / 1000, new Date(range.from), new Date(range.to)],
  );
}

/** What waits to be added to the cube, by hour. */
export function readAdditions(client: pg.ClientBase, range: { from: number; to: number }): Promise<PackedBucket[]> {
  return readPacked(client, `select ${columns} from combined_addition where bucket >= $1 and bucket < $2`, [
    new Date(range.from),
    new Date(range.to),
  ]);
}

type Query = Transaction<Record<never, never>>;

/** Events of one hour (epoch ms) in one cell. */
export interface CellOfHour extends CellCount {
  bucket: number;
  cells: Cells;
}

interface CellRecord extends CellCount, Cells {
  hour: number;
}
const hourOf = sql.raw("floor(extract(epoch from event_time) / 3600)::int4 as hour");
const cellNumbers = sql.raw("content_cell as content, method_cell as method, place_cell as place");
const cellOfHour = ({ hour, events, n, ...cells }: CellRecord): CellOfHour => ({
  bucket: hour * hourMs,
  cells,
  events,
  n,
});

/** The events that a voiding has gathered, by hour and cell. */
export async function readVoidedCells(query: Query): Promise<CellOfHour[]> {
  const { rows } = await sql<CellRecord>`
    select ${hourOf}, ${cellNumbers}, sum(sign(count))::bigint as events, sum(count)::bigint as n
    from voided_event group by 1, 2, 3, 4`.execute(query);
  return rows.map(cellOfHour);
}

/** Days (epoch ms) of which the cube, or what waits for it, holds counts of a source. */
export async function readCombinedDays(query: Query, sourceId: number): Promise<number[]> {
  const { rows } = await sql<{ day: Date }>`
    select bucket as day from combined_cube where source_id = ${sourceId} and grain = 86400
    union select date_trunc('day', bucket, 'UTC') from combined_addition where source_id = ${sourceId}
    order by 1`.execute(query);
  return rows.map(({ day }) => day.getTime());
}

/** What is held of a source on some days, packed, and its raw events of those days: one statement, so one snapshot. */
export async function readHeldAndRaw(
  query: Query,
  sourceId: number,
  days: readonly number[],
): Promise<{ held: { grain: "hour" | "day" | "addition"; bucket: number; cells: Uint8Array }[]; raw: CellOfHour[] }> {
  const wanted = sql`${days.map((day) => new Date(day))}::timestamptz[]`;
  const { rows } = await sql<CellRecord & { grain: "hour" | "day" | "addition" | "raw"; packed: string }>`
    select case grain when 3600 then 'hour' else 'day' end as grain,
           (extract(epoch from bucket) / 3600)::int4 as hour, cells as packed, 0 as content, 0 as method, 0 as place,
           0::bigint as events, 0::bigint as n
    from combined_cube
    where source_id = ${sourceId} and grain in (3600, 86400) and date_trunc('day', bucket, 'UTC') = any(${wanted})
    union all
    select 'addition', (extract(epoch from bucket) / 3600)::int4, cells, 0, 0, 0, 0, 0
    from combined_addition where source_id = ${sourceId} and date_trunc('day', bucket, 'UTC') = any(${wanted})
    union all
    select 'raw', hour, null, content, method, place, events, n from (
      select ${hourOf}, ${cellNumbers}, sum(sign(count))::bigint as events, sum(count)::bigint as n
      from raw_event where source_id = ${sourceId} and date_trunc('day', event_time, 'UTC') = any(${wanted})
      group by 1, 2, 3, 4 having sum(sign(count)) <> 0 or sum(count) <> 0) raw`.execute(query);
  return {
    held: rows.flatMap(({ grain, hour, packed }) =>
      grain === "raw" ? [] : [{ grain, bucket: hour * hourMs, cells: Buffer.from(packed, "latin1") }],
    ),
    raw: rows.filter(({ grain }) => grain === "raw").map(({ grain: _, packed: __, ...cell }) => cellOfHour(cell)),
  };
}
