import { type Kysely, sql } from "kysely";

/**
 * Authenticator apps and passkeys: better-auth's tables with its column names and our table names; columns in lower case
 * are ours. One authenticator app a person, one person a passkey.
 */
export async function up(database: Kysely<unknown>): Promise<void> {
  await sql`alter table person add column "twoFactorEnabled" boolean default false`.execute(database);
  await sql`
    create table person_two_factor (
      id text not null primary key, secret text not null, "backupCodes" text not null,
      "userId" text not null unique references person (id) on delete cascade,
      verified boolean default true, "failedVerificationCount" integer default 0, "lockedUntil" timestamptz,
      confirmed_at timestamptz, codes_round integer not null default 0, last_step bigint)`.execute(database);
  await sql`create index "person_two_factor_secret_idx" on person_two_factor (secret)`.execute(database);
  await sql`create index "person_two_factor_userId_idx" on person_two_factor ("userId")`.execute(database);
  await sql`
    comment on column person_two_factor.last_step is
    'Time step of the last code that was accepted (RFC 6238, 5.2): no code is accepted twice.'`.execute(database);
  await sql`
    create table person_passkey (
      id text not null primary key, name text, "publicKey" text not null,
      "userId" text not null references person (id) on delete cascade, "credentialID" text not null unique,
      counter integer not null, "deviceType" text not null, "backedUp" boolean not null, transports text,
      "createdAt" timestamptz default current_timestamp, aaguid text)`.execute(database);
  await sql`create index "person_passkey_userId_idx" on person_passkey ("userId")`.execute(database);
  await sql`create index "person_passkey_credentialID_idx" on person_passkey ("credentialID")`.execute(database);
  await sql`
    alter table person_session add column proved_at timestamptz, add column by_passkey boolean not null default false
    `.execute(database);
  await auditWhatSignInDoes(database);
}

/** What better-auth does by itself reaches the audit by triggers; our verbs say themselves what they do. */
async function auditWhatSignInDoes(database: Kysely<unknown>): Promise<void> {
  await sql`
    create trigger person_passkey_added after insert on person_passkey
    for each row execute function sign_in_audit('userId', 'person', 'passkey.added', '')`.execute(database);
  // Our verbs count the rounds of codes that they issue; who leaves that as it is has used one up.
  await sql`
    create trigger person_recovery_code_used after update on person_two_factor
    for each row when (old.verified and new.verified and old.codes_round = new.codes_round)
    execute function sign_in_audit('userId', 'person', '', '', 'backupCodes', 'recovery-code.used')`.execute(database);
  await sql`
    create trigger person_second_factor_locked after update on person_two_factor
    for each row when (old."lockedUntil" is null and new."lockedUntil" is not null)
    execute function sign_in_audit('userId', 'person', '', '', 'lockedUntil', 'authenticator.locked')`.execute(
    database,
  );
}
