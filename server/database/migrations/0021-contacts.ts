import { type Kysely, sql } from "kysely";

/** Where people have their pages sent by webhook, which of several endpoints has a page already, and test pages. */
export async function up(database: Kysely<unknown>): Promise<void> {
  const run = (statement: string) => sql.raw(statement).execute(database);
  await run(`
    create table oncall_contact (
      contact_id uuid primary key,
      person_id text not null references person on delete cascade,
      kind text not null check (kind in ('standard', 'slack')),
      host text not null,
      sealed bytea not null,
      created_at timestamptz not null,
      disabled_at timestamptz,
      disabled_why text,
      check ((disabled_at is null) = (disabled_why is null))
    )`);
  await run("create index oncall_contact_person on oncall_contact (person_id)");
  await run(`comment on column oncall_contact.sealed is
    'Address and secrets. The address, too: whoever has that of a Slack-compatible webhook writes there.'`);

  await run(`
    create table oncall_contact_receipt (
      delivery_id text not null,
      contact_id uuid not null references oncall_contact on delete cascade,
      accepted_at timestamptz not null,
      primary key (delivery_id, contact_id)
    )`);
  await run("create index oncall_contact_receipt_contact on oncall_contact_receipt (contact_id)");
  await run("create index oncall_contact_receipt_time on oncall_contact_receipt (accepted_at)");
  await run(`comment on table oncall_contact_receipt is
    'Only of deliveries that one endpoint took and another did not yet: those who have it are left out of the next try.'`);

  // When it was asked for: what is due moves with each try.
  await run(`
    create table test_page (
      delivery_id uuid primary key references delivery on delete cascade,
      person_id text not null references person on delete cascade,
      asked_at timestamptz not null
    )`);
  await run("create index test_page_person on test_page (person_id, asked_at)");
}
