// A process that owns an embedded database, for the tests that kill it. usage: embedded-program.ts <data folder>
import { startEmbeddedDatabase } from "../../server/database/embedded.ts";

const say = (message: Record<string, unknown>) => console.log(JSON.stringify(message));

try {
  const dataFolder = process.argv[2] ?? "";
  const database = await startEmbeddedDatabase({ dataFolder, log: (line) => say({ log: line }) });
  process.on("SIGTERM", async () => {
    await database.stop();
    process.exit(0);
  });
  void database.exited.then(() => process.exit(3));
  say({ ready: { address: database.address, folder: database.folder } });
} catch (error) {
  say({ failed: error instanceof Error ? error.message : String(error) });
  process.exitCode = 1;
}
