import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import type { z } from "zod";
import { Refusal } from "../kernel/refusal.ts";
import type { RowsByTable } from "./backup-file.ts";
import { type BackupHeader, backupEnd, backupHeader, backupTable, createBackupReader } from "./backup-file.ts";
import type { Database } from "./database.ts";
import { isKnownMigration, migrate } from "./migrate.ts";
import { onClient } from "./transaction.ts";

/**
 * Fills an empty database with what `writeBackup` wrote, and brings the schema up to date: backups of older versions
 * too. All or nothing. @throws Refusal `conflict` when the database has tables, `invalid` for what is no whole backup
 */
export async function restoreBackup(database: Database, input: AsyncIterable<Buffer>): Promise<RowsByTable> {
  const { rows: tables } = await database.pool.query("select 1 from pg_tables where schemaname = 'public' limit 1");
  if (tables.length > 0) {
    throw new Refusal("conflict", "This database has tables already: restore into an empty database or a new folder.");
  }
  const reader = createBackupReader(input);
  const header = parseLine(backupHeader, await reader.line());
  const last = header.migrations.at(-1) ?? "";
  if (!header.migrations.every(isKnownMigration)) {
    throw new Refusal("invalid", "The backup is of a newer Watchfloor: restore it with that version or a later one.");
  }
  try {
    await migrate(database, last);
    const rows = await onClient(database, (client) => load(client, header, reader));
    await migrate(database);
    return rows;
  } catch (error) {
    // It was empty before: what a half restored one holds is of no use and would keep the next try out.
    await database.pool.query("drop schema public cascade; create schema public");
    throw error;
  }
}

async function load(
  client: pg.ClientBase,
  { partitions, sequences }: BackupHeader,
  reader: ReturnType<typeof createBackupReader>,
): Promise<RowsByTable> {
  const name = pg.escapeIdentifier;
  for (const { parent, name: part, bounds } of partitions) {
    await client.query(`create table if not exists ${name(part)} partition of ${name(parent)} ${bounds}`);
  }
  const loaded: RowsByTable = {};
  for (;;) {
    const line = await reader.line();
    if (line.startsWith('{"rows"')) {
      const { rows } = parseLine(backupEnd, line);
      for (const [table, n] of Object.entries(rows)) {
        if (loaded[table] !== n) throw new Refusal("invalid", `The backup is damaged: ${table} should have ${n} rows.`);
      }
      break;
    }
    const { table, columns } = parseLine(backupTable, line);
    // What triggers would write or refuse has happened where the rows come from. Migrations may have put rows in.
    await client.query(`alter table ${name(table)} disable trigger user`);
    await client.query(`delete from ${name(table)}`);
    const into = client.query(copyFrom(`copy ${name(table)} (${columns.map(name).join(", ")}) from stdin`));
    await pipeline(Readable.from(reader.rows()), into);
    await client.query(`alter table ${name(table)} enable trigger user`);
    loaded[table] = into.rowCount;
  }
  for (const { name: sequence, value } of sequences) {
    await client.query("select setval(format('%I', $1::text)::regclass, $2)", [sequence, value]);
  }
  return loaded;
}

function parseLine<Schema extends z.ZodType>(schema: Schema, line: string): z.infer<Schema> {
  try {
    return schema.parse(JSON.parse(line));
  } catch {
    throw new Refusal("invalid", "This is no backup of Watchfloor, or it is damaged.");
  }
}
