import { execFileSync } from "node:child_process";
import { existsSync, readlinkSync, statSync } from "node:fs";
import { chmod, chown, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { processState } from "../../server/database/process-state.ts";
import { dataPlace, type EmbeddedApp, postmasterOf, rowsOf, startEmbedded } from "../support/embedded-app.ts";
import { copyProject } from "../support/project-copy.ts";

const asRoot = process.getuid?.() === 0;

function modeOf(file: string): string {
  return (statSync(file).mode & 0o777).toString(8);
}

/** The user that a process runs as. */
function userOf(pid: number): number {
  return statSync(`/proc/${pid}`).uid;
}

async function settingOf(app: EmbeddedApp, name: string): Promise<unknown> {
  const [row] = await rowsOf(app, `show ${name}`);
  return row?.[name];
}

describe("what is where", () => {
  test("one unix socket in a private folder, a password, no TCP", async () => {
    await using place = await dataPlace();
    await using app = await startEmbedded(place.folder);
    expect(await settingOf(app, "listen_addresses")).toBe("");
    expect(modeOf(app.address.host)).toBe("700");
    expect(modeOf(path.join(app.folder, "data"))).toBe("700");
    expect(modeOf(path.join(app.folder, "password"))).toBe("600");
    expect(modeOf(path.join(app.folder, "postgres.log"))).toBe("600");
    expect(modeOf(path.join(app.folder, "lock"))).toBe("600");
    expect(app.address.password).toHaveLength(32);
    const [stored] = await rowsOf(app, "select rolpassword from pg_authid where rolname = 'watchfloor'");
    expect(stored?.rolpassword).toMatch(/^SCRAM-SHA-256\$/);
    const guess = { ...app.address, password: "a guess" };
    await expect(rowsOf({ address: guess }, "select 1")).rejects.toThrow("password authentication failed");
  });

  test("it listens on no port of any address", async () => {
    await using place = await dataPlace();
    await using app = await startEmbedded(place.folder);
    const sockets = await openSockets(await postmasterOf(app.folder));
    const tables = await Promise.all(["tcp", "tcp6"].map((name) => readFile(`/proc/net/${name}`, "utf8")));
    const listening = tables.flatMap((table) => table.split("\n").filter((line) => / 0A /.test(line)));
    const inodes = listening.map((line) => line.trim().split(/\s+/)[9]);
    expect(sockets.length).toBeGreaterThan(0);
    expect(sockets.filter((inode) => inodes.includes(inode))).toEqual([]);
  });

  test("a commit is on disk before it is answered, pages are whole and checked", async () => {
    await using place = await dataPlace();
    await using app = await startEmbedded(place.folder);
    for (const name of ["fsync", "full_page_writes", "synchronous_commit", "data_checksums"]) {
      expect(await settingOf(app, name), name).toBe("on");
    }
  });

  test("the database stands in a session of its own: Ctrl-C in the terminal does not reach it", async () => {
    await using place = await dataPlace();
    await using app = await startEmbedded(place.folder);
    const postmaster = await postmasterOf(app.folder);
    const session = execFileSync("ps", ["-o", "sid=", "-p", String(postmaster)], { encoding: "utf8" });
    expect(Number(session)).toBe(postmaster);
  });

  test("PostgreSQL's log is a file that it goes on writing when the server is killed", async () => {
    await using place = await dataPlace();
    const app = await startEmbedded(place.folder);
    process.kill(app.pid, "SIGKILL");
    await app.ended;
    await expect(rowsOf(app, "select 1 / 0")).rejects.toThrow("division by zero");
    expect(await readFile(path.join(app.folder, "postgres.log"), "utf8")).toContain("division by zero");
  });

  async function openSockets(pid: number): Promise<string[]> {
    const links = await readdir(`/proc/${pid}/fd`);
    const targets = links.map((name) => readlinkSync(`/proc/${pid}/fd/${name}`));
    return targets.flatMap((target) => /^socket:\[(\d+)\]$/.exec(target)?.[1] ?? []);
  }
});

test("a copy of the whole folder of a stopped database is a backup", async () => {
  await using place = await dataPlace("data");
  const first = await startEmbedded(place.folder);
  await rowsOf(first, "create table kept (n int); insert into kept values (1), (2), (3)");
  await first.stop();
  const backup = path.join(path.dirname(place.folder), "backup.tar");
  const tar = (...args: string[]) => execFileSync("tar", ["--numeric-owner", ...args], { cwd: path.dirname(backup) });
  tar("-cf", backup, "data");
  await rm(place.folder, { recursive: true });
  tar("-xf", backup);
  await using second = await startEmbedded(place.folder);
  expect(await rowsOf(second, "select n from kept")).toHaveLength(3);
});

describe("unusual paths", () => {
  const names = [
    "with a space",
    "com,ma",
    "it's",
    'say "so"',
    "$HOME `id`",
    "x".repeat(120),
    `${"é, ' ".repeat(24)}end`,
  ];
  test.each(names)("a data folder called %j", async (name) => {
    await using place = await dataPlace(name);
    await using app = await startEmbedded(place.folder);
    expect(await rowsOf(app, "select 1 as one")).toEqual([{ one: 1 }]);
    expect(Buffer.byteLength(app.address.host)).toBeLessThan(90);
    expect(modeOf(app.address.host)).toBe("700");
    if (!app.address.host.startsWith(place.folder)) await rm(app.address.host, { recursive: true });
  });

  test("a folder of sockets that somebody else prepared is refused", async () => {
    await using place = await dataPlace("y".repeat(120));
    const first = await startEmbedded(place.folder);
    await first.stop();
    const sockets = first.address.host;
    const elsewhere = await mkdtemp(path.join(tmpdir(), "watchfloor-embedded-"));
    try {
      await rm(sockets, { recursive: true });
      await symlink(elsewhere, sockets);
      await expect(startEmbedded(place.folder)).rejects.toThrow(`${sockets} is not a private folder of user`);
    } finally {
      await rm(sockets);
      await rm(elsewhere, { recursive: true });
    }
  });
});

describe("one Watchfloor a data folder", () => {
  test("the second says who holds it and harms nothing", async () => {
    await using place = await dataPlace();
    await using first = await startEmbedded(place.folder);
    await expect(startEmbedded(place.folder)).rejects.toThrow(
      `Another Watchfloor (process ${first.pid}) already uses the data folder ${place.folder}. Stop it first`,
    );
    expect(await rowsOf(first, "select 1 as one")).toEqual([{ one: 1 }]);
  });

  test("of five at once one starts", async () => {
    await using place = await dataPlace();
    const outcomes = await Promise.allSettled(Array.from({ length: 5 }, () => startEmbedded(place.folder)));
    const started = outcomes.filter((one) => one.status === "fulfilled").map((one) => one.value);
    const refused = outcomes.filter((one) => one.status === "rejected").map((one) => String(one.reason));
    for (const app of started) await app.stop();
    expect(started).toHaveLength(1);
    for (const sentence of refused) expect(sentence).toContain("already uses the data folder");
  });

  test("by another name of the same folder, too", async () => {
    await using place = await dataPlace();
    await using first = await startEmbedded(place.folder);
    const alias = `${place.folder.replace(/\/$/, "")}-alias`;
    await symlink(place.folder, alias);
    try {
      await expect(startEmbedded(alias)).rejects.toThrow(`Another Watchfloor (process ${first.pid})`);
    } finally {
      await rm(alias);
    }
  });

  test("a killed one leaves no lock behind", async () => {
    await using place = await dataPlace();
    const first = await startEmbedded(place.folder);
    process.kill(first.pid, "SIGKILL");
    await first.ended;
    await using second = await startEmbedded(place.folder);
    expect(second.pid).not.toBe(first.pid);
  });
});

if (asRoot) describeRoot();

/** What only root can bring about; an ordinary user's run of all the others is the other half. */
function describeRoot(): void {
  describe("started by root", () => {
    test("PostgreSQL runs as a user of its own, from a copy of its programs", async () => {
      await using place = await dataPlace();
      await using app = await startEmbedded(place.folder);
      const postmaster = await postmasterOf(app.folder);
      expect(userOf(postmaster)).toBe((await stat(path.join(app.folder, "data"))).uid);
      expect(userOf(postmaster)).not.toBe(0);
      expect(readlinkSync(`/proc/${postmaster}/exe`)).toMatch(/^\/var\/lib\/watchfloor\/pg-/);
      expect((await stat(path.join(app.folder, "password"))).uid).toBe(0);
    });

    test("a folder closed to that user: the data go to /var/lib/watchfloor, which the terminal says", async () => {
      await using closed = await dataPlace();
      await chmod(closed.folder, 0o700);
      const first = await startEmbedded(path.join(closed.folder, ".data"));
      try {
        expect(first.folder).toMatch(/^\/var\/lib\/watchfloor\/[0-9a-f]{12}$/);
        expect(first.logs.join()).toContain(`its data are in ${first.folder}`);
        expect(await readFile(path.join(first.folder, "belongs-to"), "utf8")).toBe(
          `${path.join(closed.folder, ".data")}\n`,
        );
        await rowsOf(first, "create table kept (n int)");
        await first.stop();
        await chmod(closed.folder, 0o711);
        await using second = await startEmbedded(path.join(closed.folder, ".data"));
        expect(second.folder).toBe(first.folder);
        expect(await rowsOf(second, "select n from kept")).toEqual([]);
      } finally {
        await first.stop();
        await rm(first.folder, { recursive: true, force: true });
      }
    });

    test("a folder that was closed later is refused: it must not look like an empty database", async () => {
      await using place = await dataPlace();
      const first = await startEmbedded(place.folder);
      await first.stop();
      await chmod(place.folder, 0o700);
      await expect(startEmbedded(place.folder)).rejects.toThrow("any more, where its data are: let it pass");
      expect(existsSync(path.join(place.folder, "postgres", "data", "PG_VERSION"))).toBe(true);
    });

    test("an ordinary user needs no switch, no copy and no place outside the own folder", {
      timeout: 120_000,
    }, async () => {
      await using place = await dataPlace();
      const uid = Number(execFileSync("id", ["-u", "nobody"]));
      const gid = Number(execFileSync("id", ["-g", "nobody"]));
      const { project, node } = await copyProject(place.folder);
      execFileSync("chmod", ["-R", "a+rX", place.folder]);
      const home = path.join(place.folder, "home");
      await mkdir(home);
      await chown(home, uid, gid);
      execFileSync("chown", ["-R", `${uid}:${gid}`, path.join(project, "node_modules")]);
      await using app = await startEmbedded(path.join(home, "data"), { uid, gid, project, node });
      const postmaster = await postmasterOf(app.folder);
      expect(app.folder).toBe(path.join(home, "data", "postgres"));
      expect(userOf(postmaster)).toBe(uid);
      expect(readlinkSync(`/proc/${postmaster}/exe`)).toContain(project);
      expect(processState(postmaster)).toBe("running");
    });
  });
}
