import { type Kysely, sql } from "kysely";

/** Which alerts page nobody for a time, and what one shift leaves to the next. */
export async function up(database: Kysely<unknown>): Promise<void> {
  const run = (statement: string) => sql.raw(statement).execute(database);
  await run(`
    create table alert_silence (
      silence_id int generated always as identity primary key,
      integration_id int references integration,
      severity text check (severity in ('critical', 'error', 'warning', 'info')),
      matched_text text,
      dedup_key_prefix text,
      starts_at timestamptz not null,
      ends_at timestamptz not null,
      reason text not null,
      owner_id text not null,
      owner_name text not null,
      created_at timestamptz not null,
      ended_at timestamptz,
      ended_by_id text,
      ended_by_name text,
      check (num_nonnulls(integration_id, severity, matched_text, dedup_key_prefix) > 0),
      check (starts_at < ends_at and ends_at <= created_at + interval '7 days'),
      check ((ended_at is null) = (ended_by_id is null))
    )`);
  await run("create index alert_silence_unfinished on alert_silence (ends_at) where ended_at is null");
  await run("create index alert_silence_integration on alert_silence (integration_id)");

  await run(`
    create table oncall_hand_over (
      hand_over_id int generated always as identity primary key,
      schedule_id int not null references oncall_schedule on delete cascade,
      note text not null,
      open_matters jsonb not null,
      written_at timestamptz not null,
      written_by_id text not null,
      written_by_name text not null,
      accepted_at timestamptz,
      accepted_by_id text,
      accepted_by_name text,
      check ((accepted_at is null) = (accepted_by_id is null))
    )`);
  await run("create index oncall_hand_over_schedule on oncall_hand_over (schedule_id, written_at)");
  await run(`comment on column oncall_hand_over.open_matters is
    'How many alerts, cases and silences were open when it was written.'`);
}
