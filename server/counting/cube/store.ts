import type pg from "pg";
import { type Grain, grainMs } from "../../kernel/grains.ts";
import { type ContentRow, kinds } from "../contract.ts";
import type { CubeRow, CubeRows } from "./rules.ts";

const contentKey = ["timing", "category", "subject", "effect", "keyword_class"];
const methodKey = ["timing", "category", "effect", "origin", "auto_detected", "auto_decided"];
const placeKey = ["timing", "category", "effect", "country"];
const territoryKey = ["timing", "effect", "territory"];

/** The live grains, which the hub keeps; their changed rows come back absolute. */
const isLive = (row: CubeRow) => row.grain === "10s" || row.grain === "minute";

/** Adds the rows to the cubes and returns the live rows of the content cube as they now are. */
export async function addToCubes(client: pg.ClientBase, rows: CubeRows): Promise<ContentRow[]> {
  const live = await client.query<ContentRecord>({
    name: "add-live-content",
    text: `${upsert("content_cube", contentKey, true, true)}
           returning source_id, grain, kind, bucket, timing, category, subject, effect, keyword_class, n, rev, newest`,
    values: columns(rows.content.filter(isLive), contentKey, true, true),
  });
  await add(
    client,
    "content_cube",
    contentKey,
    rows.content.filter((row) => !isLive(row)),
    true,
  );
  await add(client, "method_cube", methodKey, rows.method, false);
  await add(client, "place_cube", placeKey, rows.place, false);
  if (rows.territory.length > 0) {
    await client.query({
      name: "add-territory_cube",
      text: upsert("territory_cube", territoryKey, false, false),
      values: columns(rows.territory, territoryKey, false, false),
    });
  }
  return live.rows.map(contentRow);
}

async function add(client: pg.ClientBase, table: string, key: readonly string[], rows: CubeRow[], newest: boolean) {
  const text = upsert(table, key, true, newest);
  await client.query({ name: `add-${table}`, text, values: columns(rows, key, true, newest) });
}

/** One upsert of many rows given as column arrays, in the order in which they are given. */
function upsert(table: string, key: readonly string[], graded: boolean, newest: boolean): string {
  const names = ["source_id", ...(graded ? ["grain"] : []), "bucket", "kind", ...key];
  const types = ["int", ...(graded ? ["text"] : []), "timestamptz", "text", ...key.map(() => "text")];
  const all = [...names, "events", "n", ...(newest ? ["newest"] : [])];
  const casts = [...types, "bigint", "bigint", ...(newest ? ["timestamptz"] : [])];
  const arrays = casts.map((type, i) => `$${i + 1}::${type}[]`).join(", ");
  return `
    insert into ${table} as known (${all.join(", ")}, rev)
    select ${all.map((name) => `added.${name}`).join(", ")}, 1
    from unnest(${arrays}) as added (${all.join(", ")})
    on conflict (${names.join(", ")}) do update set
      events = known.events + excluded.events,
      n = known.n + excluded.n,
      ${newest ? "newest = greatest(known.newest, excluded.newest)," : ""}
      rev = known.rev + 1`;
}

/** The rows as PostgreSQL array literals, column by column: closed enumerations and numbers, so nothing to escape. */
function columns(rows: readonly CubeRow[], key: readonly string[], graded: boolean, newest: boolean): string[] {
  const literal = (pick: (row: CubeRow) => string | number) => `{${rows.map(pick).join(",")}}`;
  const result = [literal((row) => row.sourceId)];
  if (graded) result.push(literal((row) => row.grain));
  result.push(literal((row) => `"${new Date(row.bucket).toISOString()}"`));
  for (let i = 0; i <= key.length; i++) result.push(literal((row) => row.values[i] ?? "none"));
  result.push(literal((row) => row.events));
  result.push(literal((row) => row.n));
  if (newest) result.push(literal((row) => `"${new Date(row.newest).toISOString()}"`));
  return result;
}

interface ContentRecord {
  source_id: number;
  grain: Grain;
  kind: ContentRow["kind"];
  bucket: Date;
  timing: ContentRow["timing"];
  category: ContentRow["category"];
  subject: ContentRow["subject"];
  effect: ContentRow["effect"];
  keyword_class: ContentRow["keywordClass"];
  n: number;
  rev: number;
  newest: Date;
}

function contentRow(record: ContentRecord): ContentRow {
  return {
    sourceId: record.source_id,
    grain: record.grain,
    kind: record.kind,
    bucket: record.bucket.getTime(),
    timing: record.timing,
    category: record.category,
    subject: record.subject,
    effect: record.effect,
    keywordClass: record.keyword_class,
    n: record.n,
    rev: record.rev,
    newest: record.newest.getTime(),
  };
}

/** All rows of one live grain from a bucket on: one statement, so one consistent read. */
export async function readContentRows(client: pg.Pool, grain: Grain, from: number): Promise<ContentRow[]> {
  const { rows } = await client.query<ContentRecord>(
    `select cube.source_id, cube.grain, cube.kind, cube.bucket, cube.timing, cube.category, cube.subject,
            cube.effect, cube.keyword_class, cube.n, cube.rev, cube.newest
     from source cross join unnest($3::text[]) as wanted (kind)
     join content_cube cube on cube.source_id = source.source_id and cube.grain = $1
       and cube.kind = wanted.kind and cube.bucket >= $2`,
    [grain, new Date(from), kinds],
  );
  return rows.map(contentRow);
}

/** Deletes the 10-second rows that are past every live window; the coarser grains hold the same events. */
export async function pruneGrain(client: pg.Pool, grain: Grain, before: number): Promise<number> {
  let deleted = 0;
  for (const table of grain === "10s" ? ["content_cube"] : ["content_cube", "method_cube", "place_cube"]) {
    const { rowCount } = await client.query(`delete from ${table} where grain = $1 and bucket < $2`, [
      grain,
      new Date(before - grainMs[grain]),
    ]);
    deleted += rowCount ?? 0;
  }
  return deleted;
}
