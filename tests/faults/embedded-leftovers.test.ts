import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { mkdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { settlePostmasterFile } from "../../server/database/postmaster-file.ts";
import { processState } from "../../server/database/process-state.ts";
import { dataPlace, eventually, postmasterOf, rowsOf, startEmbedded } from "../support/embedded-app.ts";

/** A data folder with three committed rows whose server and database were both killed. */
async function killedPlace() {
  const place = await dataPlace();
  const app = await startEmbedded(place.folder);
  await rowsOf(app, "create table kept (n int); insert into kept values (1), (2), (3)");
  const pids = [app.pid, await postmasterOf(app.folder)];
  for (const pid of pids) process.kill(pid, "SIGKILL");
  await eventually(() => pids.every((pid) => processState(pid) !== "running"));
  const { uid, gid } = await stat(path.join(app.folder, "data"));
  return { ...place, data: path.join(app.folder, "data"), owner: { uid, gid } };
}

async function nameInPostmasterFile(data: string, pid: number): Promise<void> {
  const file = path.join(data, "postmaster.pid");
  await writeFile(file, (await readFile(file, "utf8")).replace(/^\d+/, String(pid)));
}

async function expectKeptRows(folder: string): Promise<string[]> {
  await using app = await startEmbedded(folder);
  expect(await rowsOf(app, "select n from kept")).toHaveLength(3);
  return app.logs;
}

test("postmaster.pid names a recycled number: the stranger is left alone and the database starts", async () => {
  await using place = await killedPlace();
  const stranger = spawn("sleep", ["60"], place.owner);
  try {
    await nameInPostmasterFile(place.data, stranger.pid ?? 0);
    const logs = await expectKeptRows(place.folder);
    expect(logs).toEqual([`postmaster.pid names process ${stranger.pid}, which is not the database; starting.`]);
    expect(processState(stranger.pid ?? 0)).toBe("running");
  } finally {
    stranger.kill();
  }
});

test("postmaster.pid names a zombie, which still answers signals: the database starts", async () => {
  await using place = await killedPlace();
  const { parent, zombie } = await makeZombie(place.owner);
  try {
    await nameInPostmasterFile(place.data, zombie);
    const logs = await expectKeptRows(place.folder);
    expect(logs).toEqual([`postmaster.pid names process ${zombie}, which is a zombie; starting.`]);
    expect(processState(zombie)).toBe("zombie");
  } finally {
    parent.kill();
  }
});

/** A process that has ended and whose parent never asks how: the shell becomes a program that knows no children. */
async function makeZombie(owner: { uid: number; gid: number }): Promise<{ parent: ChildProcess; zombie: number }> {
  const parent = spawn("sh", ["-c", "sleep 0.1 & echo $!; exec sleep 60"], {
    ...owner,
    stdio: ["ignore", "pipe", "ignore"],
  });
  const zombie = await new Promise<number>((resolve) => {
    parent.stdout?.once("data", (text: Buffer) => resolve(Number(text.toString())));
  });
  await eventually(() => processState(zombie) === "zombie");
  return { parent, zombie };
}

test("postmaster.pid was cut off before it held anything: the database starts", async () => {
  await using place = await killedPlace();
  await writeFile(path.join(place.data, "postmaster.pid"), "");
  await expectKeptRows(place.folder);
});

test.each(["a stranger", ""])("postmaster.pid is never deleted: of %j only the number changes", async (named) => {
  await using place = await dataPlace("data");
  await mkdir(place.folder);
  const file = path.join(place.folder, "postmaster.pid");
  const memory = "/data\n1790000000\n5432\n/run\n\n 12345 678\nready   \n";
  await writeFile(file, named ? `${process.ppid}\n${memory}` : "");
  await settlePostmasterFile(place.folder, () => {});
  expect(await readFile(file, "utf8")).toBe(`${process.pid}\n${named ? memory : ""}`);
});

test("postmaster.pid is left to PostgreSQL when its process is gone", async () => {
  await using place = await dataPlace("data");
  await mkdir(place.folder);
  const file = path.join(place.folder, "postmaster.pid");
  const gone = spawnSync("true").pid;
  await writeFile(file, `${gone}\n/data\n`);
  await settlePostmasterFile(place.folder, () => {});
  expect(await readFile(file, "utf8")).toBe(`${gone}\n/data\n`);
});

test("an initdb that was cut off by kill -9 is done again", async () => {
  await using place = await dataPlace();
  const folder = path.join(place.folder, "postgres");
  const draft = () => (existsSync(folder) ? readdirSync(folder) : []).find((name) => name.startsWith("data.new-"));
  const first = startEmbedded(place.folder);
  await eventually(() => existsSync(path.join(folder, draft() ?? "", "base")));
  process.kill(Number(await readFile(path.join(folder, "lock.holder"), "utf8")), "SIGKILL");
  await expect(first).rejects.toThrow("the program ended without a word");
  expect(existsSync(path.join(folder, "data"))).toBe(false);

  await using second = await startEmbedded(place.folder);
  expect(await rowsOf(second, "select 1 as one")).toEqual([{ one: 1 }]);
  expect(draft()).toBeUndefined();
});

test("data of another major version are left alone, in one sentence", async () => {
  await using place = await killedPlace();
  await writeFile(path.join(place.data, "PG_VERSION"), "17\n");
  await expect(startEmbedded(place.folder)).rejects.toThrow(
    `The data in ${place.data} were written by PostgreSQL 17, this Watchfloor brings 18: follow "Upgrade"`,
  );
  await writeFile(path.join(place.data, "PG_VERSION"), "18\n");
  await expectKeptRows(place.folder);
});

test("a lost password file is said in one sentence", async () => {
  await using place = await killedPlace();
  await rm(path.join(path.dirname(place.data), "password"));
  await expect(startEmbedded(place.folder)).rejects.toThrow(/^The password file .* is missing: put it back/);
});

test("what PostgreSQL says when it cannot start reaches the operator", async () => {
  await using place = await killedPlace();
  await writeFile(path.join(place.data, "postgresql.auto.conf"), "no_such_setting = 1\n");
  await expect(startEmbedded(place.folder)).rejects.toThrow(/^The database did not start: .*postgres\.log/);
});
