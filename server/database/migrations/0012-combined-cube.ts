import { type Kysely, sql } from "kysely";

/** Counts by every dimension at once, packed by hour and by day (docs/adr/0007-combined-cube.md). */
export async function up(database: Kysely<unknown>): Promise<void> {
  const run = (statement: string) => sql.raw(statement).execute(database);
  await run(`
    create table combined_cube (
      source_id int not null,
      grain int not null,
      bucket timestamptz not null,
      cells text collate "C" not null,
      primary key (source_id, grain, bucket)
    )`);
  // Packed already: compressing again costs time and saves little.
  await run("alter table combined_cube alter column cells set storage external");
  await run(`comment on column combined_cube.cells is 'Counts by cell; server/counting/combined/rules.ts packs them.'`);

  // What commits add, by hour, until a chore adds it to the cube. Written and deleted all the time.
  await run(`
    create table combined_addition (
      source_id int not null,
      addition_id bigint generated always as identity,
      bucket timestamptz not null,
      cells text collate "C" not null,
      primary key (source_id, addition_id)
    ) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000)`);

  // What was counted before this table was there is not in it: of a database in use it knows days from the next one on.
  await run("create table combined_start (starts timestamptz not null)");
  await run(`
    insert into combined_start
    select case when exists (select from event_identity)
      then date_trunc('day', now() + interval '5 minutes', 'UTC') + interval '24 hours' else '-infinity' end`);
}
