import { type Kysely, sql } from "kysely";

/** Identities for ever, raw events by day of receipt, three cubes (docs/adr/0002-cubes.md), gauges, sealed counts. */
export async function up(database: Kysely<unknown>): Promise<void> {
  const run = (statement: string) => sql.raw(statement).execute(database);

  await run(`
    create table event_identity (
      source_id int not null,
      identity uuid not null,
      primary key (source_id, identity)
    ) partition by hash (identity)`);
  for (let remainder = 0; remainder < 8; remainder++) {
    await run(`
      create table event_identity_${remainder} partition of event_identity
      for values with (modulus 8, remainder ${remainder})`);
  }

  await run(`
    create table raw_event (
      source_id int not null,
      identity uuid not null,
      batch_id uuid not null,
      event_time timestamptz not null,
      received_at timestamptz not null,
      count int not null,
      content_cell int not null,
      method_cell int not null,
      place_cell int not null
    ) partition by range (received_at)`);

  await run(`
    create table sealed_counts (
      source_id int not null,
      kind text collate "C" not null,
      event_day date not null,
      events bigint not null,
      n bigint not null,
      primary key (source_id, kind, event_day)
    )`);

  // Updated in place many times a second: free room in each page keeps the updates heap-only.
  const hot = "with (fillfactor = 60, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 2000)";
  const cubes = {
    content: ["kind", "timing", "category", "subject", "effect", "keyword_class"],
    method: ["kind", "timing", "category", "effect", "origin", "auto_detected", "auto_decided"],
    place: ["kind", "timing", "effect", "country"],
  };
  for (const [name, dimensions] of Object.entries(cubes)) {
    const columns = dimensions.map((column) => `${column} text not null`).join(", ");
    await run(`create table ${name}_cell (cell int primary key, ${columns})`);
    await run(`
      create table ${name}_cube (
        source_id int not null,
        grain int not null,
        bucket timestamptz not null,
        cell int not null,
        events bigint not null,
        n bigint not null,
        rev bigint not null,
        newest timestamptz not null,
        primary key (source_id, grain, bucket, cell)
      ) ${hot}`);
    await run(`comment on column ${name}_cube.grain is 'Length of the bucket in seconds.'`);
  }
  await run(`
    create table territory_cube (
      source_id int not null,
      kind text collate "C" not null,
      bucket timestamptz not null,
      timing text collate "C" not null,
      effect text collate "C" not null,
      territory text collate "C" not null,
      events bigint not null,
      n bigint not null,
      rev bigint not null,
      primary key (source_id, kind, bucket, timing, effect, territory)
    )`);
  await run(`comment on table territory_cube is
    'Counts a statement once in each territory it names: the rows of a day do not add up to its decisions.'`);

  await run(`
    create table gauge_measurement (
      source_id int not null,
      gauge text collate "C" not null,
      scope text collate "C" not null,
      event_time timestamptz not null,
      value bigint not null,
      identity uuid not null,
      received_at timestamptz not null,
      primary key (source_id, gauge, scope, event_time, identity)
    )`);
}
