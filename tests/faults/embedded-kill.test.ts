import { readdirSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import pg from "pg";
import { expect, test } from "vitest";
import { processState } from "../../server/database/process-state.ts";
import {
  dataPlace,
  type EmbeddedApp,
  eventually,
  postmasterOf,
  rowsOf,
  startEmbedded,
} from "../support/embedded-app.ts";

const commitThree = "create table kept (n int); insert into kept values (1), (2), (3)";

async function keptRows(app: EmbeddedApp): Promise<number> {
  return (await rowsOf(app, "select n from kept")).length;
}

async function kill9(...pids: number[]): Promise<void> {
  for (const pid of pids) process.kill(pid, "SIGKILL");
  await eventually(() => pids.every((pid) => processState(pid) !== "running"));
}

test("kill -9 of the server: the database lives on, and the next start takes it over and starts afresh", async () => {
  await using place = await dataPlace();
  const first = await startEmbedded(place.folder);
  await rowsOf(first, commitThree);
  const orphan = await postmasterOf(first.folder);
  await kill9(first.pid);
  expect(processState(orphan)).toBe("running");

  await using second = await startEmbedded(place.folder);
  expect(second.logs.join()).toContain(`An earlier Watchfloor left its database running (process ${orphan})`);
  expect(processState(orphan)).not.toBe("running");
  expect(await postmasterOf(second.folder)).not.toBe(orphan);
  expect(await keptRows(second)).toBe(3);
});

test("kill -9 of the database: the same pool answers again within five seconds, with every committed row", async () => {
  await using place = await dataPlace();
  await using app = await startEmbedded(place.folder);
  const pool = new pg.Pool({ ...app.address, max: 3 });
  pool.on("error", () => {}); // The killed connections; the pool opens new ones.
  try {
    await pool.query(commitThree);
    const killed = await postmasterOf(app.folder);
    const at = performance.now();
    await kill9(killed);
    await eventually(async () => {
      const answer = await pool.query("select n from kept").catch(() => undefined);
      return answer?.rowCount === 3 && (await postmasterOf(app.folder)) !== killed;
    });
    expect(performance.now() - at).toBeLessThan(5_000);
    expect(app.logs).toContain("The database ended without being asked to; starting it again.");
  } finally {
    await pool.end();
  }
});

test("kill -9 of both at once: what was committed is there after the next start", async () => {
  await using place = await dataPlace();
  const first = await startEmbedded(place.folder);
  await rowsOf(first, commitThree);
  await kill9(first.pid, await postmasterOf(first.folder));
  await using second = await startEmbedded(place.folder);
  expect(await keptRows(second)).toBe(3);
});

test("kill -9 of one backend: PostgreSQL recovers by itself, in the same process", async () => {
  await using place = await dataPlace();
  await using app = await startEmbedded(place.folder);
  await rowsOf(app, commitThree);
  const before = await postmasterOf(app.folder);
  const client = new pg.Client(app.address);
  client.on("error", () => {});
  await client.connect();
  const { rows } = await client.query("select pg_backend_pid() as pid");
  await kill9(rows[0].pid);
  await eventually(async () => (await keptRows(app).catch(() => 0)) === 3);
  expect(await postmasterOf(app.folder)).toBe(before);
});

test("a backend that outlives the killed database holds its memory: the start waits for it", async () => {
  await using place = await dataPlace();
  const first = await startEmbedded(place.folder);
  await rowsOf(first, commitThree);
  const backend = new pg.Client(first.address);
  backend.on("error", () => {});
  await backend.connect();
  const { rows } = await backend.query("select pg_backend_pid() as pid");
  process.kill(rows[0].pid, "SIGSTOP");
  await kill9(first.pid, await postmasterOf(first.folder));

  const starting = startEmbedded(place.folder);
  const settled = await Promise.race([starting.then(() => "started"), wait(2_500, "waiting")]);
  process.kill(rows[0].pid, "SIGCONT");
  await using second = await starting;
  expect(settled).toBe("waiting");
  expect(await keptRows(second)).toBe(3);
});

test("a database that dies six times within a minute is given up, and the server learns it", async () => {
  await using place = await dataPlace();
  const app = await startEmbedded(place.folder);
  for (let death = 1; death <= 6; death++) {
    const pid = await eventuallyNewPostmaster(app);
    await kill9(pid);
  }
  expect(await app.ended).toBe(3);
  expect(app.logs.at(-1)).toMatch(/^The database ended 6 times within a minute; see .*postgres\.log\.$/);
});

/** The postmaster as soon as it answers: one that is killed before would count as a failed start. */
async function eventuallyNewPostmaster(app: EmbeddedApp): Promise<number> {
  await eventually(async () => (await rowsOf(app, "select 1").catch(() => [])).length === 1);
  return postmasterOf(app.folder);
}

test("no process is left after an orderly stop, and the data folder can be taken again", async () => {
  await using place = await dataPlace();
  const first = await startEmbedded(place.folder);
  const postmaster = await postmasterOf(first.folder);
  expect(await first.stop()).toBe(0);
  expect(processState(postmaster)).not.toBe("running");
  expect(readdirSync(`${first.folder}/data`)).not.toContain("postmaster.pid");
  await using second = await startEmbedded(place.folder);
  expect(second.logs).toEqual([]);
});

test("a backend that does not end holds a fast stop up: after 30 s it becomes an immediate one", async () => {
  await using place = await dataPlace();
  const app = await startEmbedded(place.folder);
  await rowsOf(app, commitThree);
  const client = new pg.Client(app.address);
  client.on("error", () => {});
  await client.connect();
  const { rows } = await client.query("select pg_backend_pid() as pid");
  process.kill(rows[0].pid, "SIGSTOP");
  const started = performance.now();
  expect(await app.stop()).toBe(0);
  const seconds = (performance.now() - started) / 1000;
  expect(seconds).toBeGreaterThan(29);
  expect(seconds).toBeLessThan(45);
  expect(processState(rows[0].pid)).not.toBe("running");
});
