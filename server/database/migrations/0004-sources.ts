import { type Kysely, sql } from "kysely";

export async function up(database: Kysely<unknown>): Promise<void> {
  await sql`
    create table source (
      source_id int generated always as identity primary key,
      name text not null unique,
      created_at timestamptz not null,
      revoked_at timestamptz
    )`.execute(database);
  await sql`
    create table source_key (
      key_id text primary key,
      source_id int not null references source,
      scopes text[] not null,
      secret_hash bytea not null,
      created_at timestamptz not null,
      expires_at timestamptz,
      revoked_at timestamptz,
      last_used_on date
    )`.execute(database);
  await sql`create index source_key_of_source on source_key (source_id)`.execute(database);
  await sql`
    create table intake_batch (
      source_id int not null references source,
      intake_batch_id uuid not null,
      key_id text not null,
      received_at timestamptz not null,
      received int not null,
      accepted int not null,
      duplicates int not null,
      rejected int not null,
      newest_event timestamptz,
      primary key (source_id, intake_batch_id)
    )`.execute(database);
  await sql`create index intake_batch_received on intake_batch (source_id, received_at)`.execute(database);
  // The newest event of each source is read every few seconds; without this that would be a scan of all batches.
  await sql`
    create index intake_batch_newest on intake_batch (source_id, newest_event)
    where newest_event is not null`.execute(database);
}
