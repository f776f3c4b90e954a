import { type Kysely, sql } from "kysely";

/** Systems that report, the alerts that they trigger, and all that happened to those. */
export async function up(database: Kysely<unknown>): Promise<void> {
  const run = (statement: string) => sql.raw(statement).execute(database);
  await run(`
    create table integration (
      integration_id int generated always as identity primary key,
      kind text not null check (kind in ('pagerduty', 'alertmanager', 'generic')),
      name text not null,
      key_hash bytea not null unique,
      created_at timestamptz not null,
      created_by text not null,
      revoked_at timestamptz,
      revoked_by text
    )`);
  await run("create unique index integration_name on integration (lower(name)) where revoked_at is null");

  await run("create sequence alert_number as int");
  await run(`
    create table alert (
      alert_id uuid primary key,
      number int not null unique,
      integration_id int not null references integration,
      dedup_key text not null,
      state text not null,
      severity text not null check (severity in ('critical', 'error', 'warning', 'info')),
      summary text not null,
      source text not null,
      details jsonb not null,
      events bigint not null check (events > 0),
      triggered_at timestamptz not null,
      last_event_at timestamptz not null,
      acknowledged_at timestamptz,
      acknowledged_by_id text,
      acknowledged_by_name text,
      resolved_at timestamptz,
      resolved_by_id text,
      resolved_by_name text,
      snoozed_until timestamptz,
      assignee_id text,
      assignee_name text,
      version int not null check (version > 0),
      check (state in ('open', 'acknowledged', 'resolved')),
      check ((state = 'resolved') = (resolved_at is not null)),
      check (state <> 'acknowledged' or acknowledged_at is not null),
      check (state <> 'open' or acknowledged_at is null)
    )`);
  await run("create unique index alert_open_key on alert (integration_id, dedup_key) where state <> 'resolved'");
  await run("create index alert_state on alert (state, number)");
  await run("create index alert_resolved on alert (resolved_at) where state = 'resolved'");

  await run(`
    create table alert_event (
      cursor bigint primary key,
      alert_id uuid not null references alert,
      sequence int not null,
      kind text not null,
      at timestamptz not null,
      by_kind text not null,
      by_id text not null,
      by_name text not null,
      detail jsonb not null,
      unique (alert_id, sequence)
    )`);
  await run(`
    create table alert_occurrence (
      integration_id int not null references integration,
      group_key text collate "C" not null,
      fingerprint text collate "C" not null,
      starts_at timestamptz not null,
      firing boolean not null,
      seen_at timestamptz not null,
      primary key (integration_id, group_key, fingerprint, starts_at)
    )`);
  await refuseChanges(run);
}

/** Who was told what and when is looked at long after: the database itself keeps it. */
async function refuseChanges(run: (statement: string) => Promise<unknown>): Promise<void> {
  await run(`
    create function alert_keep() returns trigger language plpgsql as $$
    begin
      if tg_op = 'UPDATE'
        and (new.alert_id, new.number, new.integration_id, new.dedup_key, new.triggered_at)
          is not distinct from (old.alert_id, old.number, old.integration_id, old.dedup_key, old.triggered_at)
        and old.state <> 'resolved'
      then
        return new;
      end if;
      -- Notes are taken after the end, too; nothing else of an alert that has ended changes.
      if tg_op = 'UPDATE' and (to_jsonb(new) - 'version') = (to_jsonb(old) - 'version') then
        return new;
      end if;
      raise exception 'an alert keeps its number, key, integration and time, and its end is final'
        using errcode = 'integrity_constraint_violation';
    end $$`);
  await run(`
    create trigger alert_keep before update or delete on alert for each row execute function alert_keep()`);
  await run(`
    create function alert_append_only() returns trigger language plpgsql as $$
    begin
      raise exception '% only grows: % is refused', tg_table_name, lower(tg_op)
        using errcode = 'integrity_constraint_violation';
    end $$`);
  await run(`
    create trigger alert_event_append_only before update or delete on alert_event
    for each row execute function alert_append_only()`);
  for (const table of ["alert_event", "alert"]) {
    await run(`
      create trigger ${table}_no_truncate before truncate on ${table}
      for each statement execute function alert_append_only()`);
  }
}
