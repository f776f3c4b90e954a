import { type Kysely, sql } from "kysely";
import type { Passkey } from "./contract.ts";

type Query = Kysely<Record<never, never>>;

/** An authenticator app as it is kept: secret and codes are encrypted. */
export interface StoredAuthenticator {
  secret: string;
  backupCodes: string;
  /** False until its first code was right. */
  verified: boolean;
  /** When it was, epoch ms. */
  confirmedAt: number | null;
}

/** With `lock` nobody else changes it until the transaction ends. */
export async function readAuthenticator(
  query: Query,
  personId: string,
  { lock = false } = {},
): Promise<StoredAuthenticator | undefined> {
  const { rows } = await sql<{ secret: string; backup_codes: string; verified: boolean; confirmed_at: Date | null }>`
    select secret, "backupCodes" as backup_codes, verified, confirmed_at from person_two_factor
    where "userId" = ${personId} ${lock ? sql`for update` : sql``}`.execute(query);
  const [row] = rows;
  return (
    row && {
      secret: row.secret,
      backupCodes: row.backup_codes,
      verified: row.verified,
      confirmedAt: row.confirmed_at?.getTime() ?? null,
    }
  );
}

/** Keeps a secret that waits for its first code, in the place of one that waited; false when one is in use. */
export async function writeWaitingAuthenticator(
  query: Query,
  waiting: { id: string; personId: string; secret: string; backupCodes: string },
): Promise<boolean> {
  const { rows } = await sql`
    insert into person_two_factor (id, "userId", secret, "backupCodes", verified)
    values (${waiting.id}, ${waiting.personId}, ${waiting.secret}, ${waiting.backupCodes}, false)
    on conflict ("userId") do update set secret = excluded.secret, "backupCodes" = excluded."backupCodes"
      where not person_two_factor.verified
    returning id`.execute(query);
  return rows.length === 1;
}

/** From now on sign-in asks for codes of it. `step`: the time step of the code that showed it works. */
export async function confirmAuthenticator(
  query: Query,
  confirmed: { personId: string; backupCodes: string; step: number; at: number },
): Promise<void> {
  const { personId, backupCodes, step } = confirmed;
  const at = new Date(confirmed.at);
  await sql`
    update person_two_factor
    set verified = true, confirmed_at = ${at}, codes_round = codes_round + 1, last_step = ${step}, "backupCodes" = ${backupCodes},
      "failedVerificationCount" = 0, "lockedUntil" = null
    where "userId" = ${personId}`.execute(query);
  await sql`update person set "twoFactorEnabled" = true, "updatedAt" = ${at} where id = ${personId}`.execute(query);
}

/** True when there was one. */
export async function deleteAuthenticator(query: Query, personId: string, at: number): Promise<boolean> {
  const { rows } = await sql`delete from person_two_factor where "userId" = ${personId} returning id`.execute(query);
  await sql`
    update person set "twoFactorEnabled" = false, "updatedAt" = ${new Date(at)} where id = ${personId}`.execute(query);
  return rows.length === 1;
}

/** Puts new recovery codes in the place of all others. */
export async function replaceRecoveryCodes(
  query: Query,
  codes: { personId: string; backupCodes: string },
): Promise<void> {
  await sql`
    update person_two_factor set "backupCodes" = ${codes.backupCodes}, codes_round = codes_round + 1
    where "userId" = ${codes.personId}`.execute(query);
}

/** False when a code of this time step, or of a later one, was accepted before. */
export async function spendStep(query: Query, personId: string, step: number): Promise<boolean> {
  const { rows } = await sql`
    update person_two_factor set last_step = ${step}
    where "userId" = ${personId} and (last_step is null or last_step < ${step}) returning id`.execute(query);
  return rows.length === 1;
}

/** Ends sign-ins that wait for their second step. */
export async function deleteWaitingSignIns(query: Query, personId: string): Promise<void> {
  await sql`
    delete from person_verification where value = ${personId} and identifier like '2fa-%'`.execute(query);
}

export async function readPasskeys(query: Query, personId: string): Promise<Passkey[]> {
  const { rows } = await sql<{ id: string; name: string | null; added_at: Date }>`
    select id, name, "createdAt" as added_at from person_passkey
    where "userId" = ${personId} order by "createdAt", id`.execute(query);
  return rows.map(({ id, name, added_at }) => ({ id, name: name ?? "Passkey", addedAt: added_at.getTime() }));
}

/** Whose sign-in asks for more than a password, or who has a passkey. */
export async function readFactorHolders(query: Query): Promise<Set<string>> {
  const { rows } = await sql<{ id: string }>`
    select p.id from person p
    where p."twoFactorEnabled" or exists (select from person_passkey k where k."userId" = p.id)`.execute(query);
  return new Set(rows.map((row) => row.id));
}

export async function countPasskeys(query: Query, personId: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from person_passkey where "userId" = ${personId}`.execute(query);
  return rows[0]?.count ?? 0;
}

/** Of this person only; returns how many there were. */
export async function deletePasskeys(query: Query, personId: string, passkeyId: string | null): Promise<number> {
  const { rows } = await sql`
    delete from person_passkey
    where "userId" = ${personId} and (${passkeyId}::text is null or id = ${passkeyId}) returning id`.execute(query);
  return rows.length;
}

/** When the person at this session last proved who they are, epoch ms; `undefined` when it has ended. */
export async function readProof(query: Query, sessionId: string): Promise<number | undefined> {
  const { rows } = await sql<{ at: Date }>`
    select coalesce(proved_at, "createdAt") as at from person_session where id = ${sessionId}`.execute(query);
  return rows[0]?.at.getTime();
}

/** A proof by passkey is of two factors, and the session keeps that. */
export async function writeProof(
  query: Query,
  sessionId: string,
  proof: { at: number; byPasskey: boolean },
): Promise<void> {
  await sql`
    update person_session set proved_at = ${new Date(proof.at)}, by_passkey = by_passkey or ${proof.byPasskey}
    where id = ${sessionId}`.execute(query);
}

/** With `lock` nobody else changes it until the transaction ends. */
export async function readPasswordHash(
  query: Query,
  personId: string,
  { lock = false } = {},
): Promise<string | undefined> {
  const { rows } = await sql<{ password: string | null }>`
    select password from person_account where "userId" = ${personId} and "providerId" = 'credential'
    ${lock ? sql`for update` : sql``}`.execute(query);
  return rows[0]?.password ?? undefined;
}

export async function findSessionByToken(
  query: Query,
  token: string,
): Promise<{ personId: string; name: string } | undefined> {
  const { rows } = await sql<{ id: string; name: string }>`
    select p.id, p.name from person_session s join person p on p.id = s."userId" where s.token = ${token}`.execute(
    query,
  );
  return rows[0] && { personId: rows[0].id, name: rows[0].name };
}

export async function deleteSessionByToken(query: Query, token: string): Promise<void> {
  await sql`delete from person_session where token = ${token}`.execute(query);
}
