import { sql, type Transaction } from "kysely";
import type pg from "pg";
import type { Statement, StatementRow } from "./contract.ts";
import { sortedUnique } from "./rules.ts";

const dayMs = 86_400_000;
const dayOf = (time: number) => new Date(time).toISOString().slice(0, 10);

/**
 * Stores statements inside the caller's transaction and returns their numbers in the order of `rows`.
 * The identity was made unique before: a known one would fail the transaction.
 */
export async function insertStatements(client: pg.ClientBase, rows: readonly StatementRow[]): Promise<number[]> {
  if (rows.length === 0) return [];
  const numbered = await client.query<{ uuid: string; id: number }>({
    name: "insert-statements",
    text: `insert into statement (source_id, identity, received_on, uuid, puid, created_at, body)
           select * from unnest($1::int[], $2::uuid[], $3::date[], $4::uuid[], $5::text[], $6::timestamptz[], $7::jsonb[])
           returning uuid, id`,
    values: [
      rows.map((row) => row.sourceId),
      rows.map((row) => row.identity),
      rows.map((row) => dayOf(row.receivedAt)),
      rows.map((row) => row.uuid),
      rows.map((row) => row.puid),
      rows.map((row) => new Date(row.receivedAt).toISOString()),
      rows.map((row) => JSON.stringify(row.body, listsInOrder)),
    ],
  });
  const numbers = new Map(numbered.rows.map((row) => [row.uuid, row.id]));
  return rows.map((row) => numbers.get(row.uuid) ?? Number.NaN);
}

/** The batch answers lists as they were sent; both endpoints store them sorted, each value once. */
const listsInOrder = (_: string, value: unknown) => (Array.isArray(value) ? sortedUnique(value) : value);

/** The source's statement of that uuid, if it was received at `since` (epoch milliseconds) or after. */
export async function findStatement(
  pool: pg.Pool,
  by: { sourceId: number; uuid: string; since: number },
): Promise<StatementRow | undefined> {
  // `received_on` alone keeps days before out of the search; the uuid is an index probe in each day that is left.
  const { rows } = await pool.query<{ identity: string; puid: string; created_at: Date; body: Statement }>({
    name: "find-statement",
    text: `select identity, puid, created_at, body from statement
           where source_id = $1 and uuid = $2 and received_on >= $3 and created_at >= $4`,
    values: [by.sourceId, by.uuid, dayOf(by.since), new Date(by.since).toISOString()],
  });
  const [row] = rows;
  if (!row) return undefined;
  const { identity, puid, created_at, body } = row;
  return { sourceId: by.sourceId, identity, uuid: by.uuid, puid, receivedAt: created_at.getTime(), body };
}

/** Makes the partitions of the UTC day of `time` (epoch milliseconds) and of the two days after it. */
export async function ensureStatementPartitions(client: pg.ClientBase, time: number): Promise<void> {
  // Two processes that start together would race in "if not exists"; the lock ends with the transaction.
  await client.query("select pg_advisory_xact_lock(hashtext('watchfloor statement partitions'))");
  for (let ahead = 0; ahead <= 2; ahead++) {
    const day = dayOf(time + ahead * dayMs);
    // Even "if not exists" locks the parent, and everything that inserts would queue behind it.
    const { rows } = await client.query<{ there: boolean }>("select to_regclass($1) is not null as there", [
      partitionName(day),
    ]);
    if (rows[0]?.there) continue;
    await client.query(
      `create table if not exists ${partitionName(day)} partition of statement
       for values from ('${day}') to ('${dayOf(time + (ahead + 1) * dayMs)}')`,
    );
  }
}

const partitionName = (day: string) => `statement_${day.replaceAll("-", "")}`;

/** Days (UTC, `YYYY-MM-DD`) of receipt whose statements are there, oldest first. */
export async function statementPartitionDays(client: pg.ClientBase): Promise<string[]> {
  const { rows } = await client.query<{ day: string }>(
    `select to_char(to_date(right(relname, 8), 'YYYYMMDD'), 'YYYY-MM-DD') as day
     from pg_inherits join pg_class on oid = inhrelid where inhparent = 'statement'::regclass order by 1`,
  );
  return rows.map(({ day }) => day);
}

/** Drops a day's statements; returns how many it held, null when another process was first. */
export async function dropStatementPartition(
  transaction: Transaction<Record<never, never>>,
  day: string,
): Promise<number | null> {
  await sql`select pg_advisory_xact_lock(hashtext('watchfloor statement partitions'))`.execute(transaction);
  const name = sql.table(partitionName(day));
  const found = await sql<{ there: boolean }>`
    select to_regclass(${partitionName(day)}) is not null as there`.execute(transaction);
  if (!found.rows[0]?.there) return null;
  const { rows } = await sql<{ statements: number }>`select count(*) as statements from ${name}`.execute(transaction);
  await sql`drop table ${name}`.execute(transaction);
  return rows[0]?.statements ?? 0;
}
