import { type Kysely, sql } from "kysely";

export async function up(database: Kysely<unknown>): Promise<void> {
  await sql`
    create table audit_row (
      audit_id bigint generated always as identity primary key,
      at timestamptz not null,
      actor_kind text not null,
      actor_id text not null,
      actor_name text not null,
      deed text not null,
      subject text not null,
      detail jsonb not null
    )`.execute(database);
}
