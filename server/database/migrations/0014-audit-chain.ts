import { type Kysely, sql } from "kysely";

/** The audit only grows, every row of it waits for its seal, and better-auth's tables report what is done to them. */
export async function up(database: Kysely<unknown>): Promise<void> {
  const run = (statement: string) => sql.raw(statement).execute(database);
  await run(`
    create table audit_seal (
      sequence bigint primary key check (sequence > 0),
      audit_id bigint not null unique references audit_row,
      hash bytea not null check (octet_length(hash) = 32),
      sealed_at timestamptz not null
    )`);
  await run(`
    create table audit_waiting (
      audit_id bigint primary key,
      written_in xid8 not null default pg_current_xact_id()
    )`);
  await run(
    "comment on column audit_waiting.written_in is 'The transaction: only what all older ones left is sealed.'",
  );
  await run("insert into audit_waiting (audit_id) select audit_id from audit_row");
  await run(`
    create function audit_row_waits() returns trigger language plpgsql as $$
    begin
      insert into audit_waiting (audit_id) values (new.audit_id);
      return null;
    end $$`);
  await run(`
    create trigger audit_row_waits after insert on audit_row
    for each row execute function audit_row_waits()`);
  await run("create index audit_row_at on audit_row (at)");
  await run("create index audit_row_deed on audit_row (deed, audit_id)");
  await run("create index audit_row_subject on audit_row (subject, audit_id)");
  await run("create index audit_row_actor on audit_row (actor_id, audit_id)");
  await refuseChanges(run);
  await auditSignIn(run);
}

async function refuseChanges(run: (statement: string) => Promise<unknown>): Promise<void> {
  await run(`
    create function audit_append_only() returns trigger language plpgsql as $$
    begin
      raise exception '% only grows: % is refused', tg_table_name, lower(tg_op)
        using errcode = 'integrity_constraint_violation';
    end $$`);
  for (const table of ["audit_row", "audit_seal"]) {
    await run(`
      create trigger ${table}_append_only before update or delete on ${table}
      for each row execute function audit_append_only()`);
    await run(`
      create trigger ${table}_no_truncate before truncate on ${table}
      for each statement execute function audit_append_only()`);
  }
}

/**
 * Arguments of sign_in_audit: the column that names the person; who acts where no transaction of ours says it ('person'
 * or 'service'); the deeds of an insert and of a delete, '' for none; then pairs of a column and the deed of its change.
 * Values of columns never reach the audit: they are tokens, hashes, addresses.
 */
async function auditSignIn(run: (statement: string) => Promise<unknown>): Promise<void> {
  await run("drop trigger person_session_audit on person_session");
  await run("drop function person_session_audit()");
  await run(`
    create function sign_in_audit() returns trigger language plpgsql as $$
    declare
      before jsonb := case when tg_op <> 'INSERT' then to_jsonb(old) end;
      after jsonb := case when tg_op <> 'DELETE' then to_jsonb(new) end;
      acting jsonb := nullif(current_setting('watchfloor.acting', true), '')::jsonb;
      subject_id text := coalesce(after, before) ->> tg_argv[0];
      deeds text[] := '{}';
    begin
      if tg_op = 'INSERT' then
        deeds := array[tg_argv[2]];
      elsif tg_op = 'DELETE' then
        deeds := array[tg_argv[3]];
      else
        for at_argument in 4 .. tg_nargs - 2 by 2 loop
          if before -> tg_argv[at_argument] is distinct from after -> tg_argv[at_argument] then
            deeds := deeds || tg_argv[at_argument + 1];
          end if;
        end loop;
      end if;
      if acting is null then
        acting := case tg_argv[1]
          when 'person' then jsonb_build_object('kind', 'person', 'id', subject_id,
            'name', coalesce((select name from person where id = subject_id), ''))
          else '{"kind": "service", "id": "sign-in", "name": "sign-in service"}'::jsonb
        end;
      end if;
      insert into audit_row (at, actor_kind, actor_id, actor_name, deed, subject, detail)
      select coalesce(to_timestamp((acting ->> 'at')::float8 / 1000), clock_timestamp()),
             acting ->> 'kind', acting ->> 'id', acting ->> 'name', deed, subject_id,
             jsonb_build_object(tg_table_name, coalesce(after, before) ->> 'id')
      from unnest(deeds) as deed
      where deed <> '';
      return null;
    end $$`);
  await run(`
    create trigger person_session_audit after insert or delete on person_session
    for each row execute function sign_in_audit('userId', 'person', 'session.started', 'session.ended')`);
  // A verb that adds a person says so itself; what comes from elsewhere would be seen by nobody.
  const outsideVerbs = "when (coalesce(current_setting('watchfloor.acting', true), '') = '')";
  await run(`
    create trigger person_account_added after insert on person_account for each row ${outsideVerbs}
    execute function sign_in_audit('userId', 'service', 'account.added', '')`);
  await run(`
    create trigger person_account_audit after update or delete on person_account for each row
    execute function sign_in_audit('userId', 'service', '', 'account.removed', 'password', 'password.changed')`);
  await run(`
    create trigger person_added after insert on person for each row ${outsideVerbs}
    execute function sign_in_audit('id', 'service', 'person.added', '')`);
  await run(`
    create trigger person_audit after update or delete on person for each row
    execute function sign_in_audit('id', 'service', '', 'person.removed', 'email', 'email.changed', 'name', 'person.renamed')`);
}
