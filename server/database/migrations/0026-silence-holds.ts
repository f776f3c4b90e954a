import { type Kysely, sql } from "kysely";

/** Which alerts a silence holds, so that their timelines say when it began to and when it no longer did; and who made it. */
export async function up(database: Kysely<unknown>): Promise<void> {
  const run = (statement: string) => sql.raw(statement).execute(database);
  // An alert that is being triggered holds its table and then reads silences: taken in the same order.
  await run("lock table alert in share row exclusive mode");
  await run(`
    alter table alert_silence
      add column made_by_id text,
      add column made_by_name text,
      add column begun_at timestamptz,
      add column over_at timestamptz`);
  await run("update alert_silence set made_by_id = owner_id, made_by_name = owner_name");
  await run(`
    update alert_silence set begun_at = starts_at, over_at = coalesce(ended_at, ends_at)
    where ended_at is not null or ends_at <= now()`);
  await run(`comment on column alert_silence.begun_at is
    'When the alerts that were open were looked at; those that come later look for themselves.'`);
  await run(`comment on column alert_silence.over_at is
    'When the timelines of what it held were told that it is over.'`);
  await run(`
    create index alert_silence_to_end on alert_silence (ends_at) where begun_at is not null and over_at is null`);
  await run(`
    create index alert_silence_to_begin on alert_silence (starts_at) where begun_at is null and ended_at is null`);
  await run(`
    create table alert_silence_hold (
      silence_id int not null references alert_silence,
      alert_id uuid not null references alert,
      primary key (silence_id, alert_id)
    )`);
  await run("create index alert_silence_hold_alert on alert_silence_hold (alert_id)");
}
