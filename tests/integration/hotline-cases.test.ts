import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import { createHotline } from "../../server/hotline/hotline.ts";
import type { Actor, Scope } from "../../server/kernel/actor.ts";
import { isRefusal } from "../../server/kernel/refusal.ts";
import type { Role } from "../../server/kernel/roles.ts";
import { createSources } from "../../server/sources/sources.ts";
import { type TestDatabase, testDatabase } from "../support/database.ts";
import { movingClock } from "../support/moving-clock.ts";

const acknowledgeWithinMs = 5 * 60_000;
const secret = "8f3kD0s9QwLm2Zx7Vb5Nc1Rt6Yp4Ha8Ge3Ju";

function person(name: string, ...roles: Role[]): Actor {
  return { kind: "person", personId: `id of ${name}`, name, roles };
}
const ada = person("Ada", "on-call");
const ben = person("Ben", "on-call");

async function authority(database: TestDatabase, scopes: Scope[] = ["hotline"]) {
  const clock = movingClock();
  const wakes: number[] = [];
  const hotline = createHotline({ database, clock, secret, acknowledgeWithinMs, wake: () => wakes.push(clock.now()) });
  const sources = createSources({ database, clock });
  const { key } = await sources.createSource({ kind: "operator" }, { name: "Police of Utopia", scopes });
  const source = await sources.authenticateKey(`Bearer ${key}`);
  return { clock, hotline, sources, source, wakes };
}
const raised = (reference: string) => ({ reference, urgency: "urgent", threat: "terrorism" });

describe("raising a case", () => {
  test("is stored with its receipt time and clock and stands in the stream", async () => {
    await using database = await testDatabase();
    const { clock, hotline, source, wakes } = await authority(database);
    const { case: stored, created } = await hotline.raiseCase(source, raised("  VK 12/2026 "));
    expect(created).toBe(true);
    expect(stored).toMatchObject({
      number: "HC-1",
      reference: "VK 12/2026",
      raisedBy: "Police of Utopia",
      receivedAt: clock.now(),
      acknowledgement: { dueAt: clock.now() + acknowledgeWithinMs, basis: "internal target", at: null, by: null },
      version: 1,
    });
    expect(await hotline.readEvents(0, 10)).toEqual([{ cursor: 1, kind: "received", at: clock.now(), case: stored }]);
    expect(wakes).toHaveLength(1);
  });

  test("the same reference again is the same case, whatever else it says, and wakes nobody", async () => {
    await using database = await testDatabase();
    const { clock, hotline, source, wakes } = await authority(database);
    const first = await hotline.raiseCase(source, raised("A-1"));
    clock.advance(60_000);
    const again = await hotline.raiseCase(source, { reference: "A-1", urgency: "threat_to_life", threat: "other" });
    expect(again).toEqual({ case: first.case, created: false });
    expect(await hotline.lastCursor()).toBe(1);
    expect(wakes).toHaveLength(1);
    expect((await hotline.raiseCase(source, raised("A-2"))).case.number).toBe("HC-2");
  });

  test("20 at once with one reference are one case and one event", async () => {
    await using database = await testDatabase();
    const { hotline, source } = await authority(database);
    const answers = await Promise.all(Array.from({ length: 20 }, () => hotline.raiseCase(source, raised("A-1"))));
    expect(answers.filter((answer) => answer.created)).toHaveLength(1);
    expect(new Set(answers.map((answer) => answer.case.id)).size).toBe(1);
    expect(await hotline.readEvents(0, 100)).toHaveLength(1);
  });

  test("the same reference of another source is another case", async () => {
    await using database = await testDatabase();
    const { hotline, sources, source } = await authority(database);
    const { key } = await sources.createSource({ kind: "operator" }, { name: "Other police", scopes: ["hotline"] });
    await hotline.raiseCase(source, raised("A-1"));
    const other = await hotline.raiseCase(await sources.authenticateKey(`Bearer ${key}`), raised("A-1"));
    expect(other.created).toBe(true);
  });

  test("a reference keeps 100 characters of any plane", async () => {
    await using database = await testDatabase();
    const { hotline, source } = await authority(database);
    const reference = `${"Ж".repeat(40)}${"𝒜".repeat(30)}${"ق".repeat(30)}`;
    const { case: stored } = await hotline.raiseCase(source, raised(reference));
    expect(stored.reference).toBe(reference);
    expect((await hotline.readBoard()).cases[0]?.reference).toBe(reference);
  });

  test("needs the scope hotline, which a person does not have either", async () => {
    await using database = await testDatabase();
    const { hotline, source } = await authority(database, ["statements", "events"]);
    await expect(hotline.raiseCase(source, raised("A-1"))).rejects.toMatchObject({ code: "forbidden" });
    await expect(hotline.raiseCase(ada, raised("A-1"))).rejects.toMatchObject({ code: "forbidden" });
  });
});

describe("the stream", () => {
  test("has no gap under 50 concurrent raises of which some roll back", async () => {
    await using database = await testDatabase();
    const { clock, hotline, source } = await authority(database);
    // A case whose commit fails: the trigger stands for any error between the event and the commit.
    await sql`
      create function fail_some() returns trigger language plpgsql as $$
      begin
        if new.snapshot->>'reference' like 'fails%' then raise exception 'rolled back'; end if;
        return null;
      end $$`.execute(database.query);
    await sql`
      create constraint trigger fail_some after insert on hotline_event deferrable initially deferred
      for each row execute function fail_some()`.execute(database.query);
    const raises = Array.from({ length: 50 }, (_, n) =>
      hotline.raiseCase(source, raised(n % 3 === 0 ? `fails ${n}` : `holds ${n}`)),
    );
    const settled = await Promise.allSettled(raises);
    const held = settled.filter((one) => one.status === "fulfilled").length;
    expect(held).toBe(33);
    const events = await hotline.readEvents(0, 1000);
    expect(events.map((event) => event.cursor)).toEqual(Array.from({ length: held }, (_, index) => index + 1));
    expect(await hotline.lastCursor()).toBe(held);
    expect(await hotline.readEvents(held - 2, 1)).toMatchObject([{ cursor: held - 1, at: clock.now() }]);
  });

  test("a reader that starts from the board and follows its cursor ends at the database's state", async () => {
    await using database = await testDatabase();
    const { hotline, source } = await authority(database);
    const writing = (async () => {
      for (let n = 0; n < 40; n++) {
        const { case: one } = await hotline.raiseCase(source, raised(`R-${n}`));
        if (n % 2 === 0) await hotline.acknowledgeCase(ada, { caseId: one.id });
      }
    })();
    const boards = [];
    for (let n = 0; n < 12; n++) boards.push(await hotline.readBoard());
    await writing;
    const truth = await hotline.readBoard();
    for (const board of boards) {
      const seen = new Map(board.cases.map((one) => [one.id, one]));
      for (const { case: one } of await hotline.readEvents(board.cursor, 1000)) {
        if ((seen.get(one.id)?.version ?? 0) < one.version) seen.set(one.id, one);
      }
      expect(new Map(truth.cases.map((one) => [one.id, seen.get(one.id)]))).toEqual(
        new Map(truth.cases.map((one) => [one.id, one])),
      );
    }
  });
});

describe("acknowledging a case", () => {
  test("two persons at once: exactly one wins, the loser is told who and when", async () => {
    await using database = await testDatabase();
    const { clock, hotline, source } = await authority(database);
    for (let round = 0; round < 10; round++) {
      const { case: stored } = await hotline.raiseCase(source, raised(`A-${round}`));
      const people = [ada, ben];
      const settled = await Promise.allSettled(
        people.map((one) => hotline.acknowledgeCase(one, { caseId: stored.id })),
      );
      const won = settled.filter((one) => one.status === "fulfilled").map((one) => one.value);
      const lost = settled.filter((one) => one.status === "rejected").map((one) => one.reason as unknown);
      expect(won).toHaveLength(1);
      const winner = won[0]?.acknowledgement.by;
      expect(won[0]).toMatchObject({ version: 2, acknowledgement: { at: clock.now(), by: winner } });
      expect(lost).toHaveLength(1);
      expect(isRefusal(lost[0])).toBe(true);
      expect(lost[0]).toMatchObject({
        code: "conflict",
        message: `Already acknowledged by ${winner} at 21:40:05 UTC.`,
      });
    }
    const events = await hotline.readEvents(0, 100);
    expect(events.map((event) => event.kind)).toEqual(Array(10).fill(["received", "acknowledged"]).flat());
    const { rows } = await sql<{ deed: string }>`
      select deed from audit_row where deed = 'case.acknowledged'`.execute(database.query);
    expect(rows).toHaveLength(10);
  });

  test.each(["viewer", "analyst", "legal", "signer", "admin", "auditor", "partner"] as const)(
    "a person who is only %s may not",
    async (role) => {
      await using database = await testDatabase();
      const { hotline, source } = await authority(database);
      const { case: stored } = await hotline.raiseCase(source, raised("A-1"));
      await expect(hotline.acknowledgeCase(person("Eve", role), { caseId: stored.id })).rejects.toMatchObject({
        code: "forbidden",
      });
    },
  );

  test("neither the command line nor a source acknowledges; an unknown or malformed id is refused", async () => {
    await using database = await testDatabase();
    const { hotline, source } = await authority(database);
    const { case: stored } = await hotline.raiseCase(source, raised("A-1"));
    for (const actor of [source, { kind: "operator" } as const]) {
      await expect(hotline.acknowledgeCase(actor, { caseId: stored.id })).rejects.toMatchObject({ code: "forbidden" });
    }
    const unknown = { caseId: "00000000-0000-4000-8000-000000000000" };
    await expect(hotline.acknowledgeCase(ada, unknown)).rejects.toMatchObject({ code: "not_found" });
    await expect(hotline.acknowledgeCase(ada, { caseId: "1" })).rejects.toMatchObject({
      code: "invalid",
      field: "caseId",
    });
  });
});

describe("what is kept", () => {
  test.each([
    ["receipt time", sql`update hotline_case set received_at = received_at - interval '1 hour'`],
    ["reference", sql`update hotline_case set reference = 'other'`],
    ["source", sql`update hotline_case set source_id = source_id + 1`],
    ["case", sql`delete from hotline_case`],
    ["event's snapshot", sql`update hotline_event set snapshot = '{}'`],
    ["event", sql`delete from hotline_event`],
    ["stream", sql`truncate hotline_event`],
    ["cases", sql`truncate hotline_case cascade`],
  ])("SQL cannot change or remove the %s", async (_, statement) => {
    await using database = await testDatabase();
    const { hotline, source } = await authority(database);
    await hotline.raiseCase(source, raised("A-1"));
    const before = await hotline.readBoard();
    await expect(statement.execute(database.query)).rejects.toMatchObject({ code: "23000" });
    expect(await hotline.readBoard()).toEqual(before);
  });
});

describe("the board", () => {
  test("shows open cases by shortest clock, then those acknowledged in 24 hours, and counts by UTC hour", async () => {
    await using database = await testDatabase();
    const { clock, hotline, source } = await authority(database);
    const old = await hotline.raiseCase(source, raised("old"));
    await hotline.acknowledgeCase(ada, { caseId: old.case.id });
    clock.advance(24 * 3_600_000);
    const first = await hotline.raiseCase(source, raised("first"));
    clock.advance(1_000);
    await hotline.raiseCase(source, { reference: "standard", urgency: "standard", threat: "other" });
    await hotline.raiseCase(source, { reference: "life", urgency: "threat_to_life", threat: "abduction" });
    const done = await hotline.raiseCase(source, raised("done"));
    await hotline.acknowledgeCase(ben, { caseId: done.case.id });
    const board = await hotline.readBoard();
    expect(board.cases.map((one) => one.reference)).toEqual(["first", "life", "standard", "done"]);
    expect(board.cases[0]).toEqual(first.case);
    expect(board.cursor).toBe(await hotline.lastCursor());
    expect(board.asOf).toBe(clock.now());
    expect(board.perHour).toHaveLength(24);
    expect(board.perHour.at(-1)?.counts).toEqual({ threat_to_life: 1, urgent: 2, standard: 1 });
    expect(board.toAcknowledge).toMatchObject({ cases: 1, p50: 0, p95: 0, targetMs: acknowledgeWithinMs });
    expect(board.perHour[0]?.counts).toEqual({ threat_to_life: 0, urgent: 0, standard: 0 });
  });

  test("tells how fast cases were acknowledged, by the hour of their receipt and together", async () => {
    await using database = await testDatabase();
    const { clock, hotline, source } = await authority(database);
    clock.advance(-3_600_000);
    const received = [];
    for (let n = 0; n < 5; n++) received.push(await hotline.raiseCase(source, raised(`R-${n}`)));
    for (const { case: one } of received.slice(0, 4)) {
      clock.advance(60_000);
      await hotline.acknowledgeCase(ada, { caseId: one.id });
    }
    clock.advance(3_600_000);
    const { perHour, toAcknowledge } = await hotline.readBoard();
    expect(toAcknowledge).toMatchObject({ cases: 4, p50: 120_000, p95: 240_000 });
    expect(toAcknowledge.hours.map(({ hour }) => hour)).toEqual(perHour.map(({ hour }) => hour));
    expect(toAcknowledge.hours.at(-2)).toMatchObject({ p50: 120_000, longest: 240_000 });
    expect(toAcknowledge.hours.at(-1)).toMatchObject({ p50: null, longest: null });
  });
});
