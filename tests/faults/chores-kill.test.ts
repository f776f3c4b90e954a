import { spawn } from "node:child_process";
import { once } from "node:events";
import { pino } from "pino";
import { expect, test } from "vitest";
import { openDatabase } from "../../server/database/database.ts";
import { createRunner } from "../../server/jobs/runner.ts";
import { sharedDatabase } from "../support/shared-database.ts";

test("a chore whose process is killed is done by another server once its heartbeat is missed", async () => {
  await using shared = await sharedDatabase();
  const child = spawn(process.execPath, ["tests/support/chore-program.ts", shared.url], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "exit");
  try {
    const [said] = await once(child.stdout, "data");
    expect(String(said)).toBe("running\n");
  } finally {
    child.kill("SIGKILL");
    await ended;
  }

  await using database = openDatabase({ connectionString: shared.url }, { connections: 3, onError: () => {} });
  const state = async () => {
    const { rows } = await database.pool.query("select state, retry_count from chores.job where name = 'long-chore'");
    return rows;
  };
  expect(await state()).toEqual([{ state: "active", retry_count: 0 }]);
  const errors: string[] = [];
  const runner = await createRunner({
    database,
    log: pino({ level: "error" }, { write: (line: string) => void errors.push(line) }),
    pace: { heartbeat: 10, supervise: 1, poll: 0.5, retryDelay: 1 },
    chores: [{ name: "long-chore", cron: "0 * * * *", run: async () => {} }],
  });
  await expect.poll(state, { timeout: 45_000 }).toEqual([{ state: "completed", retry_count: 1 }]);
  await runner.close();
  expect(errors).toEqual([]);
});
