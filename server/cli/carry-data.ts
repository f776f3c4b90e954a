import { createReadStream, createWriteStream, existsSync, rmSync } from "node:fs";
import { PassThrough } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip, createGzip } from "node:zlib";
import { recordDeed } from "../audit/audit.ts";
import { readConfig } from "../config.ts";
import type { RowsByTable } from "../database/backup-file.ts";
import { type Database, openDatabase } from "../database/database.ts";
import { runningEmbeddedAddress } from "../database/embedded-running.ts";
import { restoreBackup } from "../database/restore-backup.ts";
import { inTransaction } from "../database/transaction.ts";
import { writeBackup } from "../database/write-backup.ts";
import { systemClock as clock } from "../kernel/clock.ts";
import { Refusal } from "../kernel/refusal.ts";
import { openInstalledDatabase } from "./open-database.ts";

const operator = { kind: "operator" } as const;

/** How much was carried. The secret that signs sessions stands in the data folder, not in the database. */
interface Carried {
  tables: number;
  rows: number;
}

/** Writes all that the installation's database holds to a new file that only its owner may read; the server may run. */
export async function backUp(file: string): Promise<Carried> {
  if (existsSync(file)) throw new Refusal("conflict", `${file} exists: name a new file.`, "to");
  await using database = await openInstalledDatabase();
  const packed = createGzip();
  const written = pipeline(packed, createWriteStream(file, { mode: 0o600, flags: "wx" }));
  // Heard of below; a disk that is full while rows are still read must not end the process.
  written.catch(() => {});
  try {
    const rows = await Promise.race([
      writeBackup(database, packed, clock.now()),
      written.then((): never => {
        throw new Error(`${file} was closed before it was written.`);
      }),
    ]);
    packed.end();
    await written;
    await record(database, "database.backed_up", rows);
    return summary(rows);
  } catch (error) {
    packed.destroy();
    rmSync(file, { force: true });
    throw error;
  }
}

/** Fills the installation's database, which has to be new, from a file that `backUp` wrote. */
export async function restore(file: string): Promise<Carried> {
  if (!existsSync(file)) throw new Refusal("not_found", `There is no file ${file}.`, "from");
  await using database = await openInstalledDatabase(readConfig(), { migrated: false });
  const rows = await restoreBackup(database, unpacked(file)).catch((error: unknown) => {
    if (!isDamage(error)) throw error;
    throw new Refusal("invalid", "This is no backup of Watchfloor, or it is cut off or damaged.", "from");
  });
  await record(database, "database.restored", rows);
  return summary(rows);
}

async function* unpacked(file: string): AsyncGenerator<Buffer> {
  const plain = createGunzip();
  // A fault of the file is one of what is read from it: it is heard of there.
  pipeline(createReadStream(file), plain).catch(() => {});
  yield* plain;
}

/** What gunzip says of bytes that are no gzip or end too early. */
const isDamage = (error: unknown) =>
  error instanceof Error && "code" in error && typeof error.code === "string" && error.code.startsWith("Z_");

/** Copies the embedded database to an empty one on a server. @throws Refusal `conflict` while Watchfloor runs */
export async function moveTo(connectionString: string): Promise<Carried> {
  const config = readConfig();
  if (config.databaseUrl) {
    throw new Refusal("invalid", "DATABASE_URL is set: unset it, so that the embedded database is the one to move.");
  }
  if (await runningEmbeddedAddress(config.dataFolder)) {
    throw new Refusal("conflict", "Stop Watchfloor first: what it takes meanwhile would be left behind.");
  }
  await using source = await openInstalledDatabase(config);
  await using target = openDatabase(
    { connectionString },
    { connections: 2, onError: (error) => console.error(error.message) },
  );
  const between = new PassThrough();
  const writing = writeBackup(source, between, clock.now()).then(
    () => void between.end(),
    (error: Error) => void between.destroy(error),
  );
  const rows = await restoreBackup(target, between).finally(() => between.destroy());
  await writing;
  await record(target, "database.moved", rows);
  return summary(rows);
}

function record(database: Database, name: string, rows: RowsByTable): Promise<void> {
  return inTransaction({ database, clock }, operator, (write) =>
    recordDeed(write, { name, subject: "database", detail: { ...summary(rows) } }),
  );
}

const summary = (rows: RowsByTable): Carried => ({
  tables: Object.keys(rows).length,
  rows: Object.values(rows).reduce((sum, n) => sum + n, 0),
});
