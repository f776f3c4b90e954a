import { once } from "node:events";
import path from "node:path";
import { createApp } from "./app.ts";
import { authSecret } from "./auth-secret.ts";
import { shareRunningApp } from "./bridge.ts";
import { readConfig } from "./config.ts";
import { startEmbeddedDatabase } from "./database/embedded.ts";
import { mountPages } from "./pages.ts";

const say = (line: string) => console.log(`[watchfloor] ${line}`);
/** For everything but the database, and for the database; npm and whoever started us wait 10 s. */
const patienceMs = { app: 6_500, database: 3_000 };

async function main(): Promise<void> {
  const config = readConfig();
  const closers: (() => Promise<void>)[] = [];
  let stopDatabase = async () => {};
  const stopping = Promise.withResolvers<string>();
  // A terminal, npm and the starter each pass the same Ctrl-C on: what comes after the first is no new wish.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => stopping.resolve(signal));
  process.on("disconnect", () => stopping.resolve("the starter is gone"));

  try {
    const embedded = config.databaseUrl
      ? undefined
      : await startEmbeddedDatabase({ dataFolder: config.dataFolder, user: config.postgresUser, log: say });
    if (embedded) {
      stopDatabase = embedded.stop;
      void embedded.exited.then(() => {
        process.exitCode = 1;
        stopping.resolve("the database is gone");
      });
    }
    const address = embedded?.address ?? { connectionString: config.databaseUrl ?? "" };
    const app = await createApp(config, { address, secret: authSecret(config) });
    closers.push(app.close);
    shareRunningApp(app);
    process.on("message", app.demo.hear);
    app.server.listen(config.port, config.host === "localhost" ? "127.0.0.1" : config.host);
    await once(app.server, "listening");

    const folder = path.dirname(import.meta.dirname);
    const { distFolder, development, host: hostname, port } = config;
    const pages = await mountPages({ folder, distFolder, development, hostname, port });
    closers.push(async () => pages[Symbol.asyncDispose]());
    app.frontDoor.mount(pages);

    say(`ready on ${config.publicUrl}`);
    const link = await app.identity.issueFirstAdminLink();
    if (link) say(`no administrator yet; open this link within 24 hours to become the first: ${link}`);
    say(`stopping: ${await stopping.promise}`);
  } finally {
    // What hangs or fails must not keep the database, which stands last, from being stopped.
    await within(patienceMs.app, async () => {
      for (const close of closers) await close().catch((error: unknown) => console.error("[watchfloor]", error));
    });
    await within(patienceMs.database, stopDatabase);
  }
}

/** Waits for the work, but not for ever. */
async function within(milliseconds: number, work: () => Promise<void>): Promise<void> {
  let late: NodeJS.Timeout | undefined;
  const patience = new Promise<void>((resolve) => {
    late = setTimeout(() => {
      console.error(`[watchfloor] not stopped after ${milliseconds / 1000} s; going on`);
      resolve();
    }, milliseconds);
  });
  await Promise.race([work().catch((error: unknown) => console.error("[watchfloor]", error)), patience]);
  clearTimeout(late);
}

main().then(
  () => process.exit(),
  (error: unknown) => {
    console.error(`[watchfloor] ${error instanceof Error ? error.message : String(error)}`);
    process.exit(1);
  },
);
