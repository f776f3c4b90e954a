import { type Kysely, sql } from "kysely";

/** Alerts of our own: whom they come from, what stands now, and which marks of a case's clocks were told. */
export async function up(database: Kysely<unknown>): Promise<void> {
  const run = (statement: string) => sql.raw(statement).execute(database);
  await run(`
    alter table integration
      drop constraint integration_kind_check,
      add constraint integration_kind_check check (kind in
        ('pagerduty', 'alertmanager', 'generic', 'hotline', 'clock', 'source', 'system', 'rule')),
      alter column key_hash drop not null,
      add constraint integration_key check
        ((key_hash is null) = (kind in ('hotline', 'clock', 'source', 'system', 'rule'))),
      add constraint integration_stays check (key_hash is not null or revoked_at is null)`);
  await run("create unique index integration_own on integration (kind) where key_hash is null");
  // The name of one that another system has already is told apart.
  await run(`
    insert into integration (kind, name, created_at, created_by)
    select kind, case when exists (
        select from integration i where lower(i.name) = lower(own.name) and i.revoked_at is null)
      then own.name || ' (Watchfloor)' else own.name end, now(), 'Watchfloor'
    from (values ('hotline', 'Hotline'), ('clock', 'Case clocks'), ('source', 'Silent sources'),
                 ('system', 'Watchfloor itself'), ('rule', 'Metric rules')) as own (kind, name)`);

  await run("create index alert_of_integration on alert (integration_id, number)");
  // Events come in the order of their time: a few pages say in which part of the table a day is.
  await run("create index alert_event_at on alert_event using brin (at)");

  await run(`
    create table alert_condition (
      kind text not null,
      key text collate "C" not null,
      since timestamptz not null,
      primary key (kind, key)
    )`);

  await run(`
    create table metric_rule (
      rule_id int generated always as identity primary key,
      version int not null,
      name text not null,
      measure text not null,
      filter jsonb not null,
      comparison text not null check (comparison in ('above', 'below', 'absent')),
      value bigint,
      minutes int not null check (minutes between 1 and 120),
      severity text not null check (severity in ('critical', 'error', 'warning', 'info')),
      runbook text,
      owner text not null,
      enabled boolean not null,
      changed_at timestamptz not null,
      changed_by text not null,
      firing boolean not null default false,
      since timestamptz,
      minute timestamptz,
      seen bigint,
      check ((value is null) = (comparison = 'absent')),
      check (enabled or not firing)
    )`);
  await run("create unique index metric_rule_name on metric_rule (lower(name))");

  await run(`
    create table hotline_clock_mark (
      clock_id uuid not null references hotline_clock,
      mark text not null check (mark in ('half', 'three_quarters', 'breach')),
      told_at timestamptz not null,
      primary key (clock_id, mark)
    )`);
  // What had passed before marks called anybody calls nobody: it was seen, or is seen on the case.
  await run(`
    insert into hotline_clock_mark (clock_id, mark, told_at)
    select k.clock_id, m.mark, now()
    from hotline_clock k cross join (values ('half', 0.5), ('three_quarters', 0.75), ('breach', 1.0)) as m (mark, part)
    where k.stopped_at is null and extract(epoch from now() - k.started_at) * 1000 - coalesce((
        select sum(extract(epoch from coalesce(p.ended_at, now()) - p.began_at) * 1000)
        from hotline_clock_pause p where p.clock_id = k.clock_id), 0) >= ceil(k.limit_ms * m.part)`);
  await run(`
    create trigger hotline_clock_mark_append_only before update or delete on hotline_clock_mark
    for each row execute function hotline_append_only()`);
  await run(`
    create trigger hotline_clock_mark_no_truncate before truncate on hotline_clock_mark
    for each statement execute function hotline_append_only()`);
}
