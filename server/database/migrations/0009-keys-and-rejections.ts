import { type Kysely, sql } from "kysely";

/** Keys with a label and the minute of their last use; what requests stood for; refused items by minute and reason. */
export async function up(database: Kysely<unknown>): Promise<void> {
  const run = (statement: string) => sql.raw(statement).execute(database);
  await run("alter table source_key add column label text not null default '', add column last_used_at timestamptz");
  await run("update source_key set last_used_at = last_used_on::timestamp at time zone 'UTC'");
  await run("alter table source_key drop column last_used_on");
  await run(`
    alter table intake_batch add column counted bigint not null default 0, add column aggregates int not null default 0`);
  await run(`comment on column intake_batch.aggregates is 'Accepted events that stand for more than one thing.'`);
  await run(`
    create table rejection (
      source_id int not null references source,
      minute timestamptz not null,
      key_id text not null,
      door text collate "C" not null,
      field text collate "C" not null,
      reason text collate "C" not null,
      items bigint not null,
      sample_id text,
      primary key (source_id, minute, key_id, door, field, reason)
    )`);
  await run("create index rejection_minute on rejection (minute)");
  await run("create index intake_batch_received_at on intake_batch (received_at)");
}
