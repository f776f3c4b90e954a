import { type Kysely, sql } from "kysely";

/** Who is on call: schedules, overrides, escalation policies, how people want to be notified, links to calendars. */
export async function up(database: Kysely<unknown>): Promise<void> {
  const run = (statement: string) => sql.raw(statement).execute(database);
  await run(`
    create table oncall_schedule (
      schedule_id int generated always as identity primary key,
      name text not null,
      zone text not null,
      rotations jsonb not null,
      changed_at timestamptz not null,
      changed_by text not null,
      version int not null default 1
    )`);
  await run("create unique index oncall_schedule_name on oncall_schedule (lower(name))");
  await run(`comment on column oncall_schedule.rotations is
    'Layers, the later covers the earlier. A person who is deleted stays in their place, so that nobody else''s turn moves.'`);

  await run(`
    create table oncall_override (
      override_id int generated always as identity primary key,
      schedule_id int not null references oncall_schedule on delete cascade,
      person_id text not null references person on delete cascade,
      from_at timestamptz not null,
      to_at timestamptz not null,
      agreed boolean not null,
      created_by_id text not null,
      created_by text not null,
      changed_at timestamptz not null,
      changed_by text not null,
      version int not null default 1,
      check (from_at < to_at)
    )`);
  await run("create index oncall_override_time on oncall_override (schedule_id, to_at)");
  await run("create index oncall_override_person on oncall_override (person_id)");

  await run(`
    create table oncall_policy (
      policy_id int generated always as identity primary key,
      name text not null,
      levels jsonb not null,
      repeats int not null,
      changed_at timestamptz not null,
      changed_by text not null,
      version int not null default 1
    )`);
  await run("create unique index oncall_policy_name on oncall_policy (lower(name))");

  await run(`
    create table oncall_notification_rules (
      person_id text primary key references person on delete cascade,
      rules jsonb not null,
      changed_at timestamptz not null
    )`);

  await run(`
    create table oncall_feed (
      feed_id uuid primary key,
      token_hash bytea not null unique,
      owner_id text not null references person on delete cascade,
      schedule_id int references oncall_schedule on delete cascade,
      issued_at timestamptz not null
    )`);
  await run("create index oncall_feed_owner on oncall_feed (owner_id)");
  await run("create index oncall_feed_schedule on oncall_feed (schedule_id)");
  await run(`comment on column oncall_feed.schedule_id is 'Null: the owner''s own shifts in every schedule.'`);
}
