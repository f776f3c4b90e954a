// A server's runner in a process of its own, for the test that kills it. usage: chore-program.ts <database URL>

import { openDatabase } from "../../server/database/database.ts";
import { createRunner } from "../../server/jobs/runner.ts";
import { createLogger } from "../../server/telemetry/logger.ts";

const address = { connectionString: process.argv[2] ?? "" };
const database = openDatabase(address, { connections: 3, onError: () => {} });
await createRunner({
  database,
  log: createLogger("error"),
  pace: { heartbeat: 10, supervise: 1, poll: 0.5, retryDelay: 1 },
  chores: [
    {
      name: "long-chore",
      cron: "0 * * * *",
      run: () => {
        console.log("running");
        return new Promise(() => {});
      },
    },
  ],
});
