import { type Kysely, sql } from "kysely";

/** What is known of people beside better-auth's own tables: standing, links, use of sessions, guesses. */
export async function up(database: Kysely<unknown>): Promise<void> {
  await sql`
    create table person_standing (
      person_id text primary key references person on delete cascade,
      suspended_at timestamptz,
      suspended_by text,
      roles_changed_at timestamptz,
      roles_changed_by text,
      seen_at timestamptz
    )`.execute(database);
  await sql`
    create table session_use (
      session_id text primary key references person_session on delete cascade,
      used_at timestamptz not null
    )`.execute(database);
  await sql`
    create table invitation (
      invitation_id uuid primary key,
      email text not null unique,
      roles text[] not null,
      token_hash bytea not null unique,
      issued_at timestamptz not null,
      issued_by_id text not null,
      issued_by text not null,
      expires_at timestamptz not null
    )`.execute(database);
  await sql`
    create table password_reset (
      person_id text primary key references person on delete cascade,
      token_hash bytea not null unique,
      remove_factors boolean not null,
      issued_at timestamptz not null,
      issued_by_id text not null,
      issued_by text not null,
      expires_at timestamptz not null
    )`.execute(database);
  await sql`
    create table guess_count (
      key bytea primary key,
      count int not null,
      window_ends timestamptz not null
    )`.execute(database);
  await sql`create index guess_count_window on guess_count (window_ends)`.execute(database);
  await sql`comment on column guess_count.key is
    'SHA-256 of what is guessed at: known and unknown addresses leave the same trace, and none can be read back.'`.execute(
    database,
  );
  // From now on sessions keep an address range and a browser's name; older ones held both in full.
  await sql`update person_session set "ipAddress" = null, "userAgent" = null`.execute(database);
}
