import { type Kysely, sql } from "kysely";

/** How an alert reaches people: the run of its escalation, each call of a level, and what leaves by each channel. */
export async function up(database: Kysely<unknown>): Promise<void> {
  const run = (statement: string) => sql.raw(statement).execute(database);
  await run(`
    alter table integration
      add column policy_id int references oncall_policy,
      add column grouping text not null default 'cause' check (grouping in ('cause', 'all', 'none')),
      add column grouping_minutes int not null default 10 check (grouping_minutes between 1 and 1440)`);
  await run("create index integration_policy on integration (policy_id)");

  await run(`
    create table escalation_run (
      alert_id uuid primary key references alert,
      integration_id int not null references integration,
      cause text collate "C",
      started_at timestamptz not null,
      policy jsonb,
      level int not null,
      round int not null,
      calls int not null,
      next_at timestamptz,
      standing text not null,
      led_by uuid references alert,
      check (standing in ('calling', 'resting', 'unreachable', 'grouped', 'acknowledged', 'resolved', 'exhausted', 'no_policy')),
      check ((next_at is not null) = (standing in ('calling', 'resting', 'unreachable'))),
      check ((led_by is not null) = (standing = 'grouped')),
      check (policy is not null or standing in ('no_policy', 'grouped', 'acknowledged', 'resolved'))
    )`);
  await run("create index escalation_run_due on escalation_run (next_at) where next_at is not null");
  await run(`
    create index escalation_run_cause on escalation_run (integration_id, cause, started_at)
    where led_by is null and cause is not null`);
  await run("create index escalation_run_led on escalation_run (led_by) where led_by is not null");
  await run(`comment on column escalation_run.standing is
    'What comes next, or why nothing does: an open alert has a time in next_at, or a reason here.'`);

  await run(`
    create table escalation_call (
      alert_id uuid not null references alert,
      call int not null check (call > 0),
      kind text not null check (kind in ('level', 'responder')),
      level int,
      round int,
      at timestamptz not null,
      people jsonb not null,
      asked_by text,
      primary key (alert_id, call),
      check ((kind = 'level') = (level is not null and round is not null))
    )`);
  await run(`
    create table alert_responder (
      alert_id uuid not null references alert,
      person_id text not null,
      added_at timestamptz not null,
      acknowledged_at timestamptz,
      primary key (alert_id, person_id)
    )`);

  await run(`
    create table delivery (
      delivery_id uuid primary key,
      kind text not null check (kind in ('alert', 'bundle', 'test')),
      alert_id uuid references alert,
      call int,
      person_id text not null,
      person_name text not null,
      channel text not null check (channel in ('browser', 'push', 'mail', 'webhook')),
      notification int not null,
      urgency text not null check (urgency in ('high', 'low')),
      state text not null,
      due_at timestamptz not null,
      lease_until timestamptz,
      fence int not null default 0,
      tries int not null default 0,
      first_sent_at timestamptz,
      accepted_at timestamptz,
      shown_at timestamptz,
      why text,
      bundle_id uuid references delivery,
      check (state in ('waiting', 'sending', 'accepted', 'shown', 'unseen', 'failed', 'stopped', 'bundled')),
      check ((kind = 'alert') = (alert_id is not null and call is not null)),
      check ((state = 'sending') = (lease_until is not null)),
      foreign key (alert_id, call) references escalation_call
    )`);
  await run(`
    create unique index delivery_once on delivery (alert_id, call, person_id, channel, notification)
    where alert_id is not null`);
  await run("create index delivery_due on delivery (due_at) where state = 'waiting'");
  await run("create index delivery_leased on delivery (lease_until) where state = 'sending'");
  await run("create index delivery_unseen on delivery (accepted_at) where state = 'accepted'");
  await run(
    "create index delivery_flood on delivery (person_id, channel, first_sent_at) where first_sent_at is not null",
  );
  await run(
    "create unique index delivery_bundle on delivery (person_id, channel) where kind = 'bundle' and state = 'waiting'",
  );
  await run("create index delivery_members on delivery (bundle_id) where bundle_id is not null");
  await run("alter table delivery set (autovacuum_vacuum_scale_factor = 0.02)");

  await run(
    "create table escalation_engine (one_row boolean primary key default true check (one_row), version int not null)",
  );
  await run("insert into escalation_engine (version) values (1)");
  await run(`comment on table escalation_engine is
    'Which rules may call people. A process whose rules have another version stands still, so that an upgrade never runs two.'`);
}
