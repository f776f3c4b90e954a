import { type Kysely, sql } from "kysely";

/** Partner authorities; what more is said of a case, its clocks, its sealed messages, how it was closed. */
export async function up(database: Kysely<unknown>): Promise<void> {
  const run = (statement: string) => sql.raw(statement).execute(database);
  await run(`
    create table authority (
      authority_id int generated always as identity primary key,
      name text not null unique,
      country text not null,
      call_back_number text not null,
      created_at timestamptz not null
    )`);
  await run(`
    alter table hotline_case
      alter column source_id drop not null,
      add column authority_id int references authority,
      add column channel text not null default 'key',
      add column stake text, add column country text, add column legal_basis text, add column language text,
      add column call_back text, add column called_back_at timestamptz, add column called_back_by_name text,
      add column messages int not null default 0,
      add column closed_at timestamptz, add column closed_by_id text, add column closed_by_name text,
      add column outcome text,
      add constraint hotline_case_raiser check (source_id is not null or authority_id is not null)`);
  await run("alter table hotline_case alter column channel drop default");
  await run(`
    create unique index hotline_case_of_authority on hotline_case (authority_id, reference)
    where authority_id is not null`);
  await run("create index hotline_case_working on hotline_case (received_at) where closed_at is null");
  await run("create index hotline_case_closed on hotline_case (closed_at) where closed_at is not null");
  await run("alter table hotline_event add column by_name text, add column about text");
  await run("create index hotline_event_of_case on hotline_event (case_id, cursor)");

  await run(`
    create table hotline_clock (
      clock_id uuid primary key,
      case_id uuid not null references hotline_case,
      kind text not null,
      name text not null,
      law text,
      basis text not null,
      confidence text not null,
      may_pause_for text[] not null,
      started_at timestamptz not null,
      limit_ms bigint not null check (limit_ms > 0),
      stopped_at timestamptz check (stopped_at >= started_at),
      stopped_by_name text
    )`);
  await run("create index hotline_clock_of_case on hotline_clock (case_id)");
  await run("create unique index hotline_clock_running on hotline_clock (case_id, kind) where stopped_at is null");
  await run(`
    create table hotline_clock_pause (
      clock_id uuid not null references hotline_clock,
      began_at timestamptz not null,
      ended_at timestamptz check (ended_at >= began_at),
      reason text not null,
      evidence text not null,
      by_name text not null,
      primary key (clock_id, began_at)
    )`);
  await run("create unique index hotline_clock_standing on hotline_clock_pause (clock_id) where ended_at is null");
  await run(`
    create table hotline_message (
      message_id uuid primary key,
      case_id uuid not null references hotline_case,
      kind text not null,
      at timestamptz not null,
      by_id text not null,
      by_name text not null,
      sealed bytea not null,
      ordinal bigint generated always as identity
    )`);
  await run("create index hotline_message_of_case on hotline_message (case_id, ordinal)");
  // Cases of earlier releases: their one clock, as it ran.
  await run(`
    insert into hotline_clock (clock_id, case_id, kind, name, law, basis, confidence, may_pause_for, started_at,
      limit_ms, stopped_at, stopped_by_name)
    select gen_random_uuid(), case_id, 'acknowledge', 'A person on call takes the case', null, 'internal target', 'own',
      '{}', received_at, greatest(1, extract(epoch from acknowledge_due_at - received_at) * 1000)::bigint,
      case when acknowledged_at is not null then greatest(acknowledged_at, received_at) end, acknowledged_by_name
    from hotline_case`);
  await bindOfficers(run);
  await refuseChanges(run);
}

/** Who is an officer of which authority, said once, for every door: without the role, suspended or unbound it is nobody. */
async function bindOfficers(run: (statement: string) => Promise<unknown>): Promise<void> {
  await run(`
    create table officer (
      email text primary key,
      authority_id int not null references authority,
      added_at timestamptz not null
    )`);
  await run("create index officer_of_authority on officer (authority_id)");
  await run(`
    create table authority_source (
      source_id int primary key references source,
      authority_id int not null references authority
    )`);
  await run(`
    create view officer_authority as
    select p.id as person_id, o.authority_id
    from officer o join person p on p.email = o.email
    where exists (select from person_role r where r.person_id = p.id and r.role = 'partner')
      and not exists (select from person_standing s where s.person_id = p.id and s.suspended_at is not null)`);
  // The address goes with the person.
  await run(`
    create function officer_forget() returns trigger language plpgsql as $$
    begin
      delete from officer where email = old.email;
      return null;
    end $$`);
  await run(`
    create trigger officer_forget after delete on person
    for each row execute function officer_forget()`);
}

/** What was said when a case came in, when its clocks began, and what was written stay as they were, whoever asks. */
async function refuseChanges(run: (statement: string) => Promise<unknown>): Promise<void> {
  await run(`
    create or replace function hotline_case_keep() returns trigger language plpgsql as $$
    begin
      if tg_op = 'UPDATE'
        and (new.case_id, new.number, new.source_id, new.authority_id, new.channel, new.reference, new.received_at)
          is not distinct from
          (old.case_id, old.number, old.source_id, old.authority_id, old.channel, old.reference, old.received_at)
        and (old.acknowledged_at is null or new.acknowledged_at is not distinct from old.acknowledged_at)
        and (old.closed_at is null or new.closed_at is not distinct from old.closed_at)
      then
        return new;
      end if;
      raise exception 'a hotline case keeps its receipt time, reference and source, and is never deleted'
        using errcode = 'integrity_constraint_violation';
    end $$`);
  await run(`
    create function hotline_clock_keep() returns trigger language plpgsql as $$
    begin
      if tg_op = 'UPDATE' and old.stopped_at is null
        and (new.clock_id, new.case_id, new.kind, new.name, new.law, new.basis, new.confidence, new.started_at,
             new.limit_ms, new.may_pause_for)
          is not distinct from
          (old.clock_id, old.case_id, old.kind, old.name, old.law, old.basis, old.confidence, old.started_at,
           old.limit_ms, old.may_pause_for)
      then
        return new;
      end if;
      raise exception 'a clock keeps its start and its limit, stops once, and is never deleted'
        using errcode = 'integrity_constraint_violation';
    end $$`);
  await run(`
    create function hotline_clock_begins() returns trigger language plpgsql as $$
    begin
      if exists (select from hotline_case c where c.case_id = new.case_id and new.started_at < c.received_at) then
        raise exception 'a clock cannot start before its case was received'
          using errcode = 'integrity_constraint_violation';
      end if;
      return new;
    end $$`);
  await run(`
    create trigger hotline_clock_begins before insert on hotline_clock
    for each row execute function hotline_clock_begins()`);
  await run(`
    create function hotline_clock_pause_keep() returns trigger language plpgsql as $$
    begin
      if tg_op = 'UPDATE' and old.ended_at is null
        and (new.clock_id, new.began_at, new.reason, new.evidence, new.by_name)
          is not distinct from (old.clock_id, old.began_at, old.reason, old.evidence, old.by_name)
      then
        return new;
      end if;
      raise exception 'a pause keeps its beginning, reason and evidence, ends once, and is never deleted'
        using errcode = 'integrity_constraint_violation';
    end $$`);
  for (const table of ["hotline_clock", "hotline_clock_pause"]) {
    await run(`
      create trigger ${table}_keep before update or delete on ${table}
      for each row execute function ${table}_keep()`);
  }
  await run(`
    create trigger hotline_message_append_only before update or delete on hotline_message
    for each row execute function hotline_append_only()`);
  for (const table of ["hotline_clock", "hotline_clock_pause", "hotline_message"]) {
    await run(`
      create trigger ${table}_no_truncate before truncate on ${table}
      for each statement execute function hotline_append_only()`);
  }
}
