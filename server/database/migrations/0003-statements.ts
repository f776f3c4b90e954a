import { type Kysely, sql } from "kysely";

/** Statements of reasons in full, by day of receipt (UTC), so that a day past its keep is dropped whole. */
export async function up(database: Kysely<unknown>): Promise<void> {
  await sql`create sequence statement_number start with 100000000000`.execute(database);
  await sql`
    create table statement (
      source_id int not null,
      identity uuid not null,
      received_on date not null,
      uuid uuid not null,
      puid text collate "C" not null,
      id bigint not null default nextval('statement_number'),
      created_at timestamptz not null,
      body jsonb not null,
      primary key (source_id, identity, received_on)
    ) partition by range (received_on)`.execute(database);
}
