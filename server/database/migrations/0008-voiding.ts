import { type Kysely, sql } from "kysely";

/** Voidings and what they need of an event; reversals and appeals by the day of their decision (docs/adr/0005-voiding.md). */
export async function up(database: Kysely<unknown>): Promise<void> {
  const run = (statement: string) => sql.raw(statement).execute(database);
  await run(`
    create table voiding (
      voiding_id int generated always as identity primary key,
      source_id int not null references source,
      key_id text,
      intake_batch_id uuid,
      received_from timestamptz,
      received_to timestamptz,
      reason text not null,
      voided_at timestamptz not null,
      voided_by text not null,
      batches bigint not null,
      events bigint not null,
      n bigint not null,
      first_event timestamptz,
      last_event timestamptz
    )`);
  await run("create index voiding_of_source on voiding (source_id, voided_at)");
  await run("alter table intake_batch add column voiding_id int references voiding");
  await run("alter table gauge_measurement add column batch_id uuid, add column voiding_id int references voiding");

  // What a side cube was told of an event; without it a compensating row could not take it back.
  await run(`
    alter table raw_event add column territories text[], add column decision_identity uuid, add column decision_day date`);
  await run(`
    create table cohort_cube (
      source_id int not null,
      decision_day date not null,
      cell int not null,
      events bigint not null,
      n bigint not null,
      rev bigint not null,
      primary key (source_id, decision_day, cell)
    )`);
  await run(`comment on table cohort_cube is
    'Reversals and appeals by the UTC day of the decision they name; cells are those of the content cube.'`);

  // Sealed events may be voided; the identities that stand behind them stay.
  await run("alter table sealed_counts add column identities bigint");
  await run("update sealed_counts set identities = events");
  await run("alter table sealed_counts alter column identities set not null");
}
