import { type Kysely, sql } from "kysely";

export async function up(database: Kysely<unknown>): Promise<void> {
  await sql`create sequence hotline_case_number as int`.execute(database);
  await sql`
    create table hotline_case (
      case_id uuid primary key,
      number int not null unique,
      source_id int not null references source,
      reference text not null,
      urgency text not null,
      threat text not null,
      received_at timestamptz not null,
      acknowledge_due_at timestamptz not null,
      acknowledged_at timestamptz,
      acknowledged_by_id text,
      acknowledged_by_name text,
      version int not null,
      unique (source_id, reference)
    )`.execute(database);
  await sql`
    create index hotline_case_open on hotline_case (acknowledge_due_at)
    where acknowledged_at is null`.execute(database);
  await sql`create index hotline_case_acknowledged on hotline_case (acknowledged_at)`.execute(database);
  await sql`create index hotline_case_received on hotline_case (received_at)`.execute(database);
  await sql`
    create table hotline_event (
      cursor bigint primary key,
      case_id uuid not null references hotline_case,
      kind text not null,
      at timestamptz not null,
      snapshot jsonb not null
    )`.execute(database);
  await refuseChanges(database);
}

/** What an authority may later have to prove in court is kept by the database itself, not by the good will of code. */
async function refuseChanges(database: Kysely<unknown>): Promise<void> {
  await sql`
    create function hotline_case_keep() returns trigger language plpgsql as $$
    begin
      if tg_op = 'UPDATE'
        and (new.case_id, new.number, new.source_id, new.reference, new.received_at)
          is not distinct from (old.case_id, old.number, old.source_id, old.reference, old.received_at)
      then
        return new;
      end if;
      raise exception 'a hotline case keeps its receipt time, reference and source, and is never deleted'
        using errcode = 'integrity_constraint_violation';
    end $$`.execute(database);
  await sql`
    create trigger hotline_case_keep before update or delete on hotline_case
    for each row execute function hotline_case_keep()`.execute(database);
  await sql`
    create function hotline_append_only() returns trigger language plpgsql as $$
    begin
      raise exception '% only grows: % is refused', tg_table_name, lower(tg_op)
        using errcode = 'integrity_constraint_violation';
    end $$`.execute(database);
  await sql`
    create trigger hotline_event_append_only before update or delete on hotline_event
    for each row execute function hotline_append_only()`.execute(database);
  await sql`
    create trigger hotline_event_no_truncate before truncate on hotline_event
    for each statement execute function hotline_append_only()`.execute(database);
  await sql`
    create trigger hotline_case_no_truncate before truncate on hotline_case
    for each statement execute function hotline_append_only()`.execute(database);
}
