import { type Kysely, sql } from "kysely";

/** The first five tables are better-auth 1.7's own (`getMigrations`), with its column names and our table names. */
const betterAuthTables = [
  sql`create table person (
    id text not null primary key, name text not null, email text not null unique,
    "emailVerified" boolean not null, image text,
    "createdAt" timestamptz default current_timestamp not null,
    "updatedAt" timestamptz default current_timestamp not null)`,
  sql`create table person_session (
    id text not null primary key, "expiresAt" timestamptz not null, token text not null unique,
    "createdAt" timestamptz default current_timestamp not null, "updatedAt" timestamptz not null,
    "ipAddress" text, "userAgent" text, "userId" text not null references person (id) on delete cascade)`,
  sql`create table person_account (
    id text not null primary key, "accountId" text not null, "providerId" text not null,
    "userId" text not null references person (id) on delete cascade,
    "accessToken" text, "refreshToken" text, "idToken" text, "accessTokenExpiresAt" timestamptz,
    "refreshTokenExpiresAt" timestamptz, scope text, password text,
    "createdAt" timestamptz default current_timestamp not null, "updatedAt" timestamptz not null)`,
  sql`create table person_verification (
    id text not null primary key, identifier text not null, value text not null, "expiresAt" timestamptz not null,
    "createdAt" timestamptz default current_timestamp not null,
    "updatedAt" timestamptz default current_timestamp not null)`,
  sql`create table sign_in_rate (
    id text not null primary key, key text not null unique, count integer not null, "lastRequest" bigint not null)`,
  sql`create index "person_session_userId_idx" on person_session ("userId")`,
  sql`create index "person_account_userId_idx" on person_account ("userId")`,
  sql`create index person_verification_identifier_idx on person_verification (identifier)`,
];

export async function up(database: Kysely<unknown>): Promise<void> {
  for (const statement of betterAuthTables) await statement.execute(database);
  await sql`
    create table person_role (
      person_id text not null references person on delete cascade,
      role text not null,
      primary key (person_id, role)
    )`.execute(database);
  await sql`create index person_role_role on person_role (role)`.execute(database);
  await sql`
    create table first_admin_link (
      token_hash bytea primary key,
      expires_at timestamptz not null,
      used_at timestamptz
    )`.execute(database);
  await auditSessions(database);
}

/** better-auth writes sessions by itself, so their beginning and end reach the audit by triggers. */
async function auditSessions(database: Kysely<unknown>): Promise<void> {
  await sql`
    create function person_session_audit() returns trigger language plpgsql as $$
    declare
      changed person_session := coalesce(new, old);
    begin
      insert into audit_row (at, actor_kind, actor_id, actor_name, deed, subject, detail)
      values (clock_timestamp(), 'person', changed."userId",
              coalesce((select name from person where id = changed."userId"), ''),
              case tg_op when 'INSERT' then 'session.started' else 'session.ended' end, changed.id, '{}');
      return null;
    end $$`.execute(database);
  await sql`
    create trigger person_session_audit after insert or delete on person_session
    for each row execute function person_session_audit()`.execute(database);
}
