import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import fc from "fast-check";
import type pg from "pg";
import { describe, expect, test } from "vitest";
import { recordDeed } from "../../server/audit/audit.ts";
import { readChain } from "../../server/audit/read-chain.ts";
import { sealRows } from "../../server/audit/seal-rows.ts";
import { verifyAudit } from "../../server/audit/verify-audit.ts";
import { inTransaction } from "../../server/database/transaction.ts";
import type { Actor } from "../../server/kernel/actor.ts";
import { type TestDatabase, testDatabase } from "../support/database.ts";
import { movingClock } from "../support/moving-clock.ts";
import { startWatchfloor } from "../support/watchfloor.ts";

const operator: Actor = { kind: "operator" };
const clock = movingClock();

/** A deed of its own transaction. */
const deed = (database: TestDatabase, subject: string) =>
  inTransaction({ database, clock }, operator, (write) => recordDeed(write, { name: "source.created", subject }));

async function deeds(database: TestDatabase, ...subjects: string[]): Promise<void> {
  for (const subject of subjects) await deed(database, subject);
}

/** Seals until nothing waits: transactions of other tests on the same server may be open for a moment. */
async function sealAll(database: TestDatabase): Promise<void> {
  const waiting = async () => {
    await sealRows({ database, clock });
    return (await readChain({ database, clock })).waiting;
  };
  await expect.poll(waiting, { timeout: 30_000 }).toBe(0);
}

/** Subjects in the order of the chain. */
async function sealedSubjects(database: TestDatabase): Promise<string[]> {
  const { rows } = await database.pool.query<{ subject: string }>(
    "select subject from audit_seal join audit_row using (audit_id) order by sequence",
  );
  return rows.map(({ subject }) => subject);
}

/** As a superuser who puts the triggers and foreign keys out of force. */
async function tamper(database: TestDatabase, ...statements: string[]): Promise<void> {
  const client = await database.pool.connect();
  try {
    await client.query("begin; set local session_replication_role = replica");
    for (const statement of statements) await client.query(statement);
    await client.query("commit");
  } finally {
    client.release();
  }
}

describe("the audit only grows", () => {
  test.each(["audit_row", "audit_seal"])("%s refuses update, delete and truncate", async (table) => {
    await using database = await testDatabase();
    await deeds(database, "1", "2");
    await sealAll(database);
    const column = table === "audit_row" ? "subject = 'other'" : "sequence = 7";
    for (const statement of [`update ${table} set ${column}`, `delete from ${table}`, `truncate ${table} cascade`]) {
      await expect(database.pool.query(statement), statement).rejects.toMatchObject({ code: "23000" });
    }
    expect(await verifyAudit(database)).toMatchObject({ rows_read: 2, sealed: 2, intact: true });
  });
});

describe("sealing", () => {
  test("chains what is there, once, and goes on where it ended", async () => {
    await using database = await testDatabase();
    expect(await sealRows({ database, clock })).toBeNull();
    expect(await verifyAudit(database)).toEqual({
      ...{ rows_read: 0, sealed: 0, waiting: 0, head: null, first_broken: null, stray: 0, intact: true },
    });
    await deeds(database, "1", "2", "3");
    expect(await readChain({ database, clock })).toMatchObject({ head: null, waiting: 3, waitingMs: 0 });
    await sealAll(database);
    const first = (await readChain({ database, clock })).head;
    expect(await sealRows({ database, clock })).toBeNull();
    await deed(database, "4");
    await sealAll(database);
    const second = await verifyAudit(database, first?.hash.toUpperCase());
    expect(second).toMatchObject({ rows_read: 4, sealed: 4, waiting: 0, head: { sequence: 4 }, intact: true });
    expect(second.anchor).toEqual({ hash: first?.hash, sequence: 3 });
    expect(await sealedSubjects(database)).toEqual(["1", "2", "3", "4"]);
  });

  test("waits for a transaction that is open: what it wrote comes before what began after it", async () => {
    await using database = await testDatabase();
    await deed(database, "before");
    await sealAll(database);
    const slow = await database.pool.connect();
    try {
      await slow.query("begin");
      await insertByHand(slow, "slow");
      await deeds(database, "quick", "quick too");
      for (let tries = 0; tries < 3; tries++) expect(await sealRows({ database, clock })).toBeNull();
      expect(await sealedSubjects(database)).toEqual(["before"]);
      expect(await verifyAudit(database)).toMatchObject({ sealed: 1, waiting: 2, intact: true });
      await slow.query("commit");
    } finally {
      slow.release();
    }
    await sealAll(database);
    expect(await sealedSubjects(database)).toEqual(["before", "slow", "quick", "quick too"]);
  });

  test("is not held up by one who only reads, nor by one that was rolled back", async () => {
    await using database = await testDatabase();
    const reader = await database.pool.connect();
    try {
      await reader.query("begin isolation level repeatable read");
      await reader.query("select * from audit_row");
      const undone = await database.pool.connect();
      await undone.query("begin");
      await insertByHand(undone, "undone");
      await undone.query("rollback");
      undone.release();
      await deed(database, "done");
      await sealAll(database);
      expect(await sealedSubjects(database)).toEqual(["done"]);
      await reader.query("commit");
    } finally {
      reader.release();
    }
  });

  test("takes rows of a dump of another server, whose transactions have higher numbers", async () => {
    await using database = await testDatabase();
    await deeds(database, "1", "2");
    await database.pool.query("update audit_waiting set written_in = '9000000000000000'::xid8");
    await sealAll(database);
    await deed(database, "3");
    await sealAll(database);
    expect(await sealedSubjects(database)).toEqual(["1", "2", "3"]);
  });

  test("in two processes, one of them killed again and again, seals each row once", async () => {
    await using database = await testDatabase();
    const program = path.join(import.meta.dirname, "../support/seal-program.ts");
    const start = async () => {
      const child = spawn(process.execPath, [program, JSON.stringify(database.address)], {
        stdio: ["pipe", "pipe", "inherit"],
      });
      await once(child.stdout, "data");
      return child;
    };
    const steady = await start();
    const exits: Promise<unknown>[] = [once(steady, "exit")];
    let writing = true;
    const writer = async (name: string) => {
      let written = 0;
      while (writing) await deed(database, `${name} ${written++}`);
      return written;
    };
    const writers = ["a", "b", "c"].map(writer);
    for (let kills = 0; kills < 3; kills++) {
      const killed = await start();
      const exit = once(killed, "exit");
      await new Promise((resolve) => setTimeout(resolve, 60 + 90 * kills));
      killed.kill("SIGKILL");
      exits.push(exit);
    }
    writing = false;
    const written = (await Promise.all(writers)).reduce((sum, count) => sum + count, 0);
    await expect.poll(async () => (await readChain({ database, clock })).waiting, { timeout: 20_000 }).toBe(0);
    steady.stdin.end();
    await Promise.all(exits);
    expect(written).toBeGreaterThan(10);
    expect(await verifyAudit(database)).toMatchObject({ rows_read: written, sealed: written, intact: true });
    const order = (await sealedSubjects(database)).filter((subject) => subject.startsWith("a "));
    expect(order).toEqual(order.map((_, index) => `a ${index}`));
  });

  test("goes on in the server, which logs the head and shows it in its metrics", async () => {
    await using app = await startWatchfloor();
    await app.source("Classifier");
    const heads = () =>
      app
        .logged()
        .map((line) => JSON.parse(line))
        .filter(({ msg }) => msg === "audit sealed");
    await expect.poll(heads, { timeout: 30_000 }).toMatchObject([{ sequence: 1, rows: 1 }]);
    const [{ hash }] = heads();
    const metrics = await (await fetch(`${app.url}/metrics`)).text();
    expect(metrics).toContain(`watchfloor_audit_head{hash="${hash}"} 1\n`);
    expect(metrics).toContain("watchfloor_audit_waiting 0\n");
    expect(await verifyAudit(app.database, hash)).toMatchObject({ sealed: 1, anchor: { sequence: 1 }, intact: true });
  });
});

async function insertByHand(client: pg.PoolClient, subject: string): Promise<void> {
  await client.query(
    `insert into audit_row (at, actor_kind, actor_id, actor_name, deed, subject, detail)
     values (now(), 'operator', 'cli', 'command line', 'source.created', $1, '{}')`,
    [subject],
  );
}

describe("verifying", () => {
  async function fiveSealed(): Promise<TestDatabase> {
    const database = await testDatabase();
    await deeds(database, "1", "2", "3", "4", "5");
    await sealAll(database);
    expect(await verifyAudit(database)).toMatchObject({ sealed: 5, intact: true });
    return database;
  }

  test.each([
    ["another subject", 3, "update audit_row set subject = 'x' where subject = '3'"],
    ["another actor", 1, "update audit_row set actor_name = 'Eve' where subject = '1'"],
    ["a microsecond later", 5, "update audit_row set at = at + interval '1 microsecond' where subject = '5'"],
    ["no instant at all", 2, "update audit_row set at = 'infinity' where subject = '2'"],
    ["a number with another scale", 4, `update audit_row set detail = '{"n": 1.0}' where subject = '4'`],
    ["a row taken away", 2, "delete from audit_row where subject = '2'"],
    ["a seal taken away", 3, "delete from audit_seal where sequence = 3"],
    [
      "a row with its seal taken away",
      4,
      "delete from audit_row where subject = '4'; delete from audit_seal where sequence = 4",
    ],
    [
      "two rows that changed places",
      2,
      `update audit_row set audit_id = -audit_id where subject in ('2', '4');
       update audit_row a set audit_id = -b.audit_id from audit_row b
       where a.subject in ('2', '4') and b.subject in ('2', '4') and a.subject <> b.subject`,
    ],
    [
      "two seals that changed places",
      2,
      `update audit_seal set sequence = sequence + 100 where sequence in (2, 4);
       update audit_seal set sequence = 106 - sequence where sequence > 100`,
    ],
  ])("finds %s", async (_, broken, statement) => {
    await using database = await fiveSealed();
    await tamper(database, "alter table audit_row alter audit_id drop identity if exists", statement);
    const found = await verifyAudit(database);
    expect(found).toMatchObject({ first_broken: broken, intact: false });
  });

  test("finds a row that was put in behind the audit's back", async () => {
    await using database = await fiveSealed();
    await tamper(
      database,
      `insert into audit_row (at, actor_kind, actor_id, actor_name, deed, subject, detail)
       select at, actor_kind, actor_id, actor_name, deed, 'forged', detail from audit_row where subject = '3'`,
    );
    expect(await verifyAudit(database)).toMatchObject({ first_broken: null, stray: 1, intact: false });
  });

  test("finds a row that waited and was taken away", async () => {
    await using database = await fiveSealed();
    await deed(database, "6");
    await tamper(database, "delete from audit_row where subject = '6'");
    expect(await verifyAudit(database)).toMatchObject({ sealed: 5, waiting: 1, stray: 1, intact: false });
  });

  test("only an anchor from outside finds a chain that was cut short or computed anew", async () => {
    await using database = await fiveSealed();
    const anchor = (await readChain({ database, clock })).head?.hash ?? "";
    await tamper(
      database,
      "delete from audit_seal where sequence > 3",
      "delete from audit_row where subject in ('4', '5')",
    );
    expect(await verifyAudit(database)).toMatchObject({ sealed: 3, intact: true });
    expect(await verifyAudit(database, anchor)).toMatchObject({ anchor: { sequence: null }, intact: false });
    await tamper(
      database,
      "update audit_row set actor_name = 'Eve' where subject = '1'",
      "delete from audit_seal",
      "insert into audit_waiting (audit_id) select audit_id from audit_row",
    );
    await sealAll(database);
    expect(await verifyAudit(database)).toMatchObject({ sealed: 3, intact: true });
    expect(await verifyAudit(database, anchor)).toMatchObject({ anchor: { sequence: null }, intact: false });
  });

  test("an anchor that is no hash is refused by name", async () => {
    await using database = await testDatabase();
    await expect(verifyAudit(database, "head")).rejects.toMatchObject({ code: "invalid", field: "head" });
  });

  test("whichever row and column is changed, the first broken sequence is that row's", async () => {
    await using database = await testDatabase();
    const rows = 40;
    for (let n = 1; n <= rows; n++) await deed(database, `${n}`);
    await sealAll(database);
    const changes = {
      at: "at - interval '1 hour'",
      actor_kind: "actor_kind || 'x'",
      actor_id: "actor_id || 'x'",
      actor_name: "actor_name || 'x'",
      deed: "deed || 'x'",
      subject: "subject || 'x'",
      detail: `detail || '{"x": 1}'`,
    };
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.integer({ min: 1, max: rows }), { minLength: 1, maxLength: 3 }),
        fc.constantFrom(...Object.entries(changes)),
        async (sequences, [column, changed]) => {
          const chosen = sequences.join(", ");
          const ids = `select audit_id from audit_seal where sequence in (${chosen})`;
          await tamper(
            database,
            "create table kept as table audit_row",
            `update audit_row set ${column} = ${changed} where audit_id in (${ids})`,
          );
          const { first_broken } = await verifyAudit(database);
          await tamper(
            database,
            `update audit_row r set ${column} = k.${column} from kept k where k.audit_id = r.audit_id`,
            "drop table kept",
          );
          expect(first_broken).toBe(Math.min(...sequences));
        },
      ),
      { numRuns: 40 },
    );
    expect(await verifyAudit(database)).toMatchObject({ sealed: rows, intact: true });
  });
});

test("the command line says what it found, with 1 where the chain is broken", async () => {
  await using database = await testDatabase();
  await deeds(database, "1", "2");
  await sealAll(database);
  const verify = async (...more: string[]) => {
    const { address } = database;
    const url =
      "connectionString" in address
        ? address.connectionString
        : `postgres://${address.user}:${encodeURIComponent(address.password)}@localhost/${address.database}` +
          `?host=${encodeURIComponent(address.host)}&port=${address.port}`;
    const child = spawn(process.execPath, ["server/cli/main.ts", "verify", "audit", ...more], {
      cwd: path.join(import.meta.dirname, "../.."),
      env: { ...process.env, DATABASE_URL: url },
      stdio: ["ignore", "pipe", "inherit"],
    });
    let said = "";
    child.stdout.on("data", (part) => {
      said += part;
    });
    const [code] = await once(child, "close");
    return { code, answer: JSON.parse(said.trim().split("\n").at(-1) ?? "") };
  };
  const clean = await verify();
  expect(clean).toMatchObject({ code: 0, answer: { rows_read: 2, sealed: 2, first_broken: null, intact: true } });
  expect(await verify("--head", clean.answer.head.hash)).toMatchObject({
    code: 0,
    answer: { anchor: { sequence: 2 } },
  });
  expect(await verify("--head", "0".repeat(64))).toMatchObject({ code: 1, answer: { anchor: { sequence: null } } });
  await tamper(database, "update audit_row set subject = 'other' where subject = '2'");
  expect(await verify()).toMatchObject({ code: 1, answer: { first_broken: 2, intact: false } });
});
