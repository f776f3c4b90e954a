import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { TestProject } from "vitest/node";
import { prepareCounting } from "../../server/counting/counting.ts";
import { type DatabaseAddress, openDatabase } from "../../server/database/database.ts";
import { migrate } from "../../server/database/migrate.ts";
import { createRunner } from "../../server/jobs/runner.ts";
import { createLogger } from "../../server/telemetry/logger.ts";
import { asAdmin, within } from "./database-server.ts";

declare module "vitest" {
  interface ProvidedContext {
    server: { admin: DatabaseAddress; template: string };
  }
}

/** Vitest's global set-up: the server of DATABASE_URL, else an embedded one of the run's own; a migrated template. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const url = process.env.DATABASE_URL;
  const own = url ? undefined : await startOwn();
  const admin: DatabaseAddress = own?.address ?? { connectionString: url ?? "" };
  const template = `watchfloor_template_${process.pid}_${Date.now()}`;
  await asAdmin(admin, `create database ${template}`);
  const database = openDatabase(within(admin, template), { connections: 2, onError: () => {} });
  await migrate(database);
  await prepareCounting(database);
  // PgBoss makes its tables here, so that the clones need not.
  await (await createRunner({ database, chores: [], log: createLogger("silent") })).close();
  await database[Symbol.asyncDispose]();
  project.provide("server", { admin, template });
  return async () => {
    await asAdmin(admin, `drop database ${template} with (force)`);
    await own?.stop();
  };
}

async function startOwn() {
  const { startEmbeddedDatabase } = await import("../../server/database/embedded.ts");
  const folder = await mkdtemp(path.join(tmpdir(), "watchfloor-test-"));
  await chmod(folder, 0o711); // Under root PostgreSQL runs as another user, which must be able to enter.
  const database = await startEmbeddedDatabase({ dataFolder: folder, log: () => {} });
  return {
    address: database.address,
    stop: async () => {
      await database.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
