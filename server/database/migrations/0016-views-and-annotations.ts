import { type Kysely, sql } from "kysely";

/** Saved views; what is written and recorded beside the figures: annotations, outages of sources, versions of the server. */
export async function up(database: Kysely<unknown>): Promise<void> {
  const run = (statement: string) => sql.raw(statement).execute(database);
  await run(`
    create table saved_view (
      view_id int generated always as identity primary key,
      owner_id text references person on delete set null,
      owner_name text not null,
      name text not null,
      page text not null,
      parameters jsonb not null,
      shared boolean not null,
      changed_at timestamptz not null,
      version int not null default 1
    )`);
  await run("create unique index saved_view_name on saved_view (owner_id, lower(name))");
  await run("create index saved_view_shared on saved_view (view_id) where shared");
  // What only its owner could see goes with its owner.
  await run(`
    create function saved_view_forget() returns trigger language plpgsql as $$
    begin
      delete from saved_view where view_id = new.view_id;
      return null;
    end $$`);
  await run(`
    create trigger saved_view_forget after update of owner_id on saved_view
    for each row when (new.owner_id is null and not new.shared) execute function saved_view_forget()`);

  await run(`
    create table annotation (
      annotation_id int generated always as identity primary key,
      kind text not null,
      from_at timestamptz not null,
      to_at timestamptz,
      text text not null,
      link text,
      filter jsonb not null,
      author_id text references person on delete set null,
      author_name text not null,
      changed_at timestamptz not null,
      changed_by text not null,
      version int not null default 1,
      deleted_at timestamptz
    )`);
  await run("create index annotation_time on annotation (from_at) where deleted_at is null");
  await run(
    `comment on column annotation.deleted_at is 'Its text, link and filter are forgotten then; changed_by says who did it.'`,
  );

  await run(`
    create table source_outage (
      source_id int not null references source,
      began_at timestamptz not null,
      ended_at timestamptz,
      primary key (source_id, began_at)
    )`);
  await run("create index source_outage_open on source_outage (source_id) where ended_at is null");
  await run(`comment on table source_outage is
    'Stretches of event time of which a source sent nothing, from its newest event before to its first after.'`);

  await run("create table server_version (version text primary key, started_at timestamptz not null)");
}
