import { once } from "node:events";
import type { Writable } from "node:stream";
import pg from "pg";
import { to as copyTo } from "pg-copy-streams";
import { type BackupHeader, endOfRows, type RowsByTable } from "./backup-file.ts";
import type { Database } from "./database.ts";
import { onClient } from "./transaction.ts";

/**
 * Writes all tables as they are at one instant, while others read and write; the chores' queue is left out, since a
 * server makes it anew. Does not end the stream. Answers the rows by table.
 */
export function writeBackup(database: Database, output: Writable, takenAt: number): Promise<RowsByTable> {
  return onClient(
    database,
    async (client) => {
      const gone = new AbortController();
      output.once("close", () => gone.abort());
      const write = async (chunk: string | Buffer) => {
        gone.signal.throwIfAborted();
        if (!output.write(chunk)) await once(output, "drain", { signal: gone.signal });
      };
      await write(`${JSON.stringify(await describe(client, takenAt))}\n`);
      const rows: RowsByTable = {};
      for (const { table, columns } of await tablesInOrder(client)) {
        await write(`${JSON.stringify({ table, columns })}\n`);
        const list = columns.map(pg.escapeIdentifier).join(", ");
        // A query, since a partitioned table cannot be copied by its name.
        const copied = client.query(copyTo(`copy (select ${list} from ${pg.escapeIdentifier(table)}) to stdout`));
        let failure: unknown;
        // Read to its end in any case: a COPY left in the middle would hold its connection for ever.
        for await (const chunk of copied) {
          if (failure === undefined) await write(chunk as Buffer).catch((error: unknown) => (failure = error));
        }
        if (failure !== undefined) throw failure;
        await write(endOfRows);
        rows[table] = copied.rowCount;
      }
      await write(`${JSON.stringify({ rows })}\n`);
      return rows;
    },
    "begin isolation level repeatable read read only",
  );
}

async function describe(client: pg.ClientBase, takenAt: number): Promise<BackupHeader> {
  const migrations = await client.query<{ name: string }>("select name from kysely_migration order by timestamp, name");
  const partitions = await client.query<BackupHeader["partitions"][number]>(`
    select parent.relname as parent, part.relname as name, pg_get_expr(part.relpartbound, part.oid) as bounds
    from pg_partitioned_table partitioned
    join pg_class parent on parent.oid = partitioned.partrelid
    join pg_inherits on inhparent = parent.oid join pg_class part on part.oid = inhrelid
    where partitioned.partstrat = 'r' and parent.relnamespace = 'public'::regnamespace order by 1, 2`);
  const sequences = await client.query<BackupHeader["sequences"][number]>(`
    select sequencename as name, last_value as value from pg_sequences
    where schemaname = 'public' and last_value is not null order by 1`);
  return {
    watchfloor: "backup",
    takenAt: new Date(takenAt).toISOString(),
    migrations: migrations.rows.map(({ name }) => name),
    partitions: partitions.rows,
    sequences: sequences.rows,
  };
}

/** Tables with their columns, each after those that it refers to. */
async function tablesInOrder(client: pg.ClientBase): Promise<{ table: string; columns: string[] }[]> {
  const { rows } = await client.query<{ table: string; columns: string[]; refers: string[] }>(`
    select relname as table,
           (select array_agg(attname::text order by attnum) from pg_attribute
            where attrelid = listed.oid and attnum > 0 and not attisdropped and attgenerated = '') as columns,
           array(select other.relname::text from pg_constraint join pg_class other on other.oid = confrelid
                 where conrelid = listed.oid and contype = 'f' and confrelid <> conrelid) as refers
    from pg_class listed
    where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition
      and relname not like 'kysely_migration%' order by 1`);
  const ordered: typeof rows = [];
  const isWritten = (name: string) => ordered.some(({ table }) => table === name);
  while (ordered.length < rows.length) {
    const next = rows.find(({ table, refers }) => !isWritten(table) && refers.every(isWritten));
    if (!next) throw new Error("Tables refer to each other in a circle: no order of them can be restored.");
    ordered.push(next);
  }
  return ordered;
}
