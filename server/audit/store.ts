import { type Kysely, sql } from "kysely";
import type pg from "pg";
import { epochMs } from "../database/epoch.ts";
import type { SealableRow } from "./chain.ts";
import type { AuditEntry, AuditFilter } from "./contract.ts";

/** The newest link of the chain. */
export interface Head {
  sequence: number;
  hash: Buffer;
}

/** One key for all processes of a database: who seals holds it to the end of the transaction. */
const sealingLock = 7_351_600_114;

/** Columns as `chain.ts` takes them; an instant that is no instant (only a hand could write one) stays readable. */
const sealable = `
  r.audit_id::text as "auditId",
  case when isfinite(r.at) then (extract(epoch from r.at) * 1000000)::bigint::text else r.at::text end as at,
  r.actor_kind as "actorKind", r.actor_id as "actorId", r.actor_name as "actorName",
  r.deed, r.subject, r.detail::text as detail`;

/** Takes the right to seal for this transaction; false while another has it. */
export async function takeSealingLock(client: pg.ClientBase): Promise<boolean> {
  const { rows } = await client.query<{ taken: boolean }>("select pg_try_advisory_xact_lock($1) as taken", [
    sealingLock,
  ]);
  return rows[0]?.taken === true;
}

export async function readHead(client: Pick<pg.ClientBase, "query">): Promise<Head | null> {
  const { rows } = await client.query<Head>("select sequence, hash from audit_seal order by sequence desc limit 1");
  return rows[0] ?? null;
}

/**
 * Rows that wait and were written before every transaction that is still open, in the order of their transactions:
 * whatever commits later has a higher number and comes after them. A number that this server has not reached is of
 * another one, whose dump was restored here: it is over, too.
 */
export async function readSealable(client: pg.ClientBase, limit: number): Promise<SealableRow[]> {
  const { rows } = await client.query<SealableRow>(
    `select ${sealable}
     from audit_waiting w join audit_row r using (audit_id)
     where w.written_in < pg_snapshot_xmin(pg_current_snapshot())
        or w.written_in >= pg_snapshot_xmax(pg_current_snapshot())
     order by w.written_in, w.audit_id limit $1`,
    [limit],
  );
  return rows;
}

export async function insertSeals(
  client: pg.ClientBase,
  seals: readonly { sequence: number; auditId: string; hash: Buffer }[],
  at: number,
): Promise<void> {
  const auditIds = seals.map(({ auditId }) => auditId);
  await client.query(
    `insert into audit_seal (sequence, audit_id, hash, sealed_at)
     select *, $4::timestamptz from unnest($1::bigint[], $2::bigint[], $3::bytea[])`,
    [seals.map(({ sequence }) => sequence), auditIds, seals.map(({ hash }) => hash), new Date(at)],
  );
  await client.query("delete from audit_waiting where audit_id = any($1::bigint[])", [auditIds]);
}

/** A seal with the row that it seals; the row is null where somebody took it away. */
export interface SealedRow {
  sequence: number;
  hash: Buffer;
  row: SealableRow | null;
}

/** Seals after a sequence with their rows, in the order of the chain. */
export async function readSealedAfter(client: pg.ClientBase, after: number, limit: number): Promise<SealedRow[]> {
  const { rows } = await client.query<{ sequence: number; hash: Buffer } & Record<keyof SealableRow, string | null>>(
    `select s.sequence, s.hash, ${sealable}
     from audit_seal s left join audit_row r using (audit_id)
     where s.sequence > $1 order by s.sequence limit $2`,
    [after, limit],
  );
  return rows.map(({ sequence, hash, ...row }) => ({
    sequence,
    hash,
    row: row.auditId === null ? null : (row as SealableRow),
  }));
}

/** How many rows there are, how many wait, and how many are neither sealed nor waiting, or wait and are not there. */
export async function readAuditCounts(
  client: pg.ClientBase,
): Promise<{ rows: number; waiting: number; stray: number }> {
  const { rows } = await client.query<{ rows: number; waiting: number; stray: number }>(`
    select (select count(*) from audit_row) as rows,
           (select count(*) from audit_waiting) as waiting,
           (select count(*) from audit_row r
            where not exists (select from audit_seal s where s.audit_id = r.audit_id)
              and not exists (select from audit_waiting w where w.audit_id = r.audit_id))
           + (select count(*) from audit_waiting w
              where not exists (select from audit_row r where r.audit_id = w.audit_id)) as stray`);
  return rows[0] ?? { rows: 0, waiting: 0, stray: 0 };
}

/** How many rows wait for their seal, and the time of the oldest, epoch ms. */
export async function readWaiting(
  client: Pick<pg.ClientBase, "query">,
): Promise<{ rows: number; oldest: number | null }> {
  const { rows } = await client.query<{ rows: number; oldest: number | null }>(`
    select count(*) as rows, (extract(epoch from min(r.at)) * 1000)::float8 as oldest
    from audit_waiting w join audit_row r using (audit_id)`);
  return rows[0] ?? { rows: 0, oldest: null };
}

type Query = Kysely<Record<never, never>>;

/** Deeds that fit, newest first, before an id where one is given. */
export async function readEntries(
  query: Query,
  { person, deed, subject, from, to, before, limit }: AuditFilter & { before: number | null; limit: number },
): Promise<AuditEntry[]> {
  const named = person === undefined ? undefined : `%${asPattern(person)}%`;
  const conditions = [
    ...(before === null ? [] : [sql`r.audit_id < ${before}`]),
    ...(from === undefined ? [] : [sql`r.at >= ${new Date(from)}`]),
    ...(to === undefined ? [] : [sql`r.at < ${new Date(to)}`]),
    ...(subject === undefined ? [] : [sql`r.subject = ${subject}`]),
    ...(deed === undefined ? [] : [sql`(r.deed = ${deed} or r.deed like ${`${asPattern(deed)}.%`})`]),
    // To whom it was done stands there by id: of people who ever acted, their names are known from that.
    ...(named === undefined
      ? []
      : [
          sql`(r.actor_name ilike ${named} or r.actor_id = ${person} or r.subject = ${person} or r.subject in (
                 select known.actor_id from audit_row known
                 where known.actor_kind = 'person' and known.actor_name ilike ${named}))`,
        ]),
  ];
  const where = conditions.length === 0 ? sql`` : sql`where ${sql.join(conditions, sql` and `)}`;
  const { rows } = await sql<Omit<AuditEntry, "seal"> & { sequence: number | null; hash: string | null }>`
    select r.audit_id as id, ${epochMs("r.at")} as at, r.actor_kind as "actorKind", r.actor_id as "actorId",
           r.actor_name as "actorName", r.deed, r.subject, r.detail, s.sequence, encode(s.hash, 'hex') as hash,
           (select known.actor_name from audit_row known
            where known.actor_id = r.subject and known.actor_kind = 'person'
            order by known.audit_id desc limit 1) as "subjectName"
    from audit_row r left join audit_seal s using (audit_id)
    ${where} order by r.audit_id desc limit ${limit}`.execute(query);
  return rows.map(({ sequence, hash, ...row }) => ({
    ...row,
    seal: sequence === null || hash === null ? null : { sequence, hash },
  }));
}

/** Every deed that was ever done, by name; from one to the next by the index, however many rows there are. */
export async function readDeedNames(query: Query): Promise<string[]> {
  const { rows } = await sql<{ deed: string }>`
    with recursive known as (
      (select deed from audit_row order by deed limit 1)
      union all
      select (select r.deed from audit_row r where r.deed > known.deed order by r.deed limit 1)
      from known where known.deed is not null)
    select deed from known where deed is not null`.execute(query);
  return rows.map(({ deed }) => deed);
}

/** Text in which the signs of a pattern are themselves. */
const asPattern = (text: string) => text.replaceAll(/[\\%_]/g, "\\$&");
