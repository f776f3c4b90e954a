import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import { createHotline } from "../../server/hotline/hotline.ts";
import type { Actor } from "../../server/kernel/actor.ts";
import type { Role } from "../../server/kernel/roles.ts";
import { createSources } from "../../server/sources/sources.ts";
import { type TestDatabase, testDatabase } from "../support/database.ts";
import { movingClock } from "../support/moving-clock.ts";

const minute = 60_000;
const secret = "8f3kD0s9QwLm2Zx7Vb5Nc1Rt6Yp4Ha8Ge3Ju";
const person = (name: string, ...roles: Role[]): Actor => ({ kind: "person", personId: `id of ${name}`, name, roles });
const ada = person("Ada", "on-call");
const ben = person("Ben", "on-call");
const mira = person("Mira", "admin");
const lena = person("Lena", "legal");
const vera = person("Vera", "viewer");

async function desk(database: TestDatabase) {
  const clock = movingClock();
  const hotline = createHotline({ database, clock, secret, acknowledgeWithinMs: 5 * minute, wake: () => {} });
  const sources = createSources({ database, clock });
  const { key } = await sources.createSource({ kind: "operator" }, { name: "Police of Utopia", scopes: ["hotline"] });
  const source = await sources.authenticateKey(`Bearer ${key}`);
  const raise = async (reference: string, more: object = {}) =>
    (await hotline.raiseCase(source, { reference, urgency: "urgent", threat: "terrorism", ...more })).case;
  const authority = () =>
    hotline.createAuthority(mira, { name: "Police of Arcadia", country: "FR", callBackNumber: "+33 1 23 45 67 89" });
  return { clock, hotline, raise, authority };
}
const order = { legalBasis: "tco_removal_order" };

describe("clocks of a case", () => {
  test("start at receipt: two targets of ours, and what the order's law says", async () => {
    await using database = await testDatabase();
    const { clock, raise } = await desk(database);
    const { clocks, receivedAt } = await raise("A-1", { ...order, stake: "a_crowd", country: "FR", language: "fr" });
    expect(receivedAt).toBe(clock.now());
    expect(clocks.map(({ kind, basis, confidence, dueAt }) => [kind, basis, confidence, dueAt])).toEqual([
      ["acknowledge", "internal target", "own", receivedAt + 5 * minute],
      ["first_answer", "internal target", "own", receivedAt + 30 * minute],
      ["tco_remove", "law", "source", receivedAt + 60 * minute],
    ]);
    expect(clocks[2]?.marks).toEqual({
      half: receivedAt + 30 * minute,
      threeQuarters: receivedAt + 45 * minute,
      breach: receivedAt + 60 * minute,
    });
    expect(clocks[2]?.law).toBe("EU 2021/784, Article 3(3)");
  });

  test("acknowledging stops the first, the first answer the second; the law's stands until it is stopped", async () => {
    await using database = await testDatabase();
    const { clock, hotline, raise } = await desk(database);
    const { id } = await raise("A-1", order);
    clock.advance(minute);
    const taken = await hotline.acknowledgeCase(ada, { caseId: id });
    expect(taken.clocks.map(({ stoppedAt }) => stoppedAt)).toEqual([clock.now(), null, null]);
    expect(taken.clocks[0]).toMatchObject({ leftMs: 4 * minute, dueAt: null, stoppedBy: "Ada" });
    clock.advance(40 * minute);
    const answered = await hotline.sendMessage(ada, { caseId: id, kind: "to_authority", text: "We look at it." });
    expect(answered.clocks[1]).toMatchObject({ leftMs: -11 * minute, stoppedBy: "Ada" });
    const law = answered.clocks[2];
    expect(law?.stoppedAt).toBeNull();
    const done = await hotline.stopClock(ben, { caseId: id, clockId: law?.id });
    expect(done.clocks[2]).toMatchObject({ stoppedAt: clock.now(), stoppedBy: "Ben", leftMs: 19 * minute });
    await expect(hotline.stopClock(ada, { caseId: id, clockId: law?.id })).rejects.toMatchObject({
      code: "conflict",
      message: "Already stopped by Ben at 22:21:05 UTC.",
    });
  });

  test("stand still only for a reason of theirs and with evidence, once, and run on with what was left", async () => {
    await using database = await testDatabase();
    const { clock, hotline, raise } = await desk(database);
    const { id, clocks } = await raise("A-1", order);
    const [acknowledge, , law] = clocks;
    const pause = { caseId: id, clockId: law?.id, reason: "order_unclear_art3_8", evidence: "mail 12" };
    await expect(hotline.pauseClock(ada, { ...pause, evidence: " " })).rejects.toMatchObject({ field: "evidence" });
    await expect(hotline.pauseClock(ada, { ...pause, reason: "awaiting_authority" })).rejects.toMatchObject({
      code: "invalid",
      field: "reason",
    });
    await expect(hotline.pauseClock(ada, { ...pause, clockId: acknowledge?.id })).rejects.toMatchObject({
      code: "invalid",
    });
    clock.advance(20 * minute);
    const standing = await hotline.pauseClock(ada, pause);
    expect(standing.clocks[2]).toMatchObject({ dueAt: null, leftMs: 40 * minute });
    await expect(hotline.pauseClock(ben, pause)).rejects.toMatchObject({
      code: "conflict",
      message: "Already paused by Ada at 22:00:05 UTC.",
    });
    clock.advance(300 * minute);
    const going = await hotline.resumeClock(ben, { caseId: id, clockId: law?.id });
    expect(going.clocks[2]?.dueAt).toBe(clock.now() + 40 * minute);
    expect(going.clocks[2]?.pauses).toEqual([
      {
        from: clock.now() - 300 * minute,
        to: clock.now(),
        reason: "order_unclear_art3_8",
        evidence: "mail 12",
        by: "Ada",
      },
    ]);
    await expect(hotline.resumeClock(ben, { caseId: id, clockId: law?.id })).rejects.toMatchObject({
      code: "conflict",
    });
    clock.advance(41 * minute);
    await expect(hotline.pauseClock(ada, pause)).rejects.toMatchObject({ message: /has run out/ });
  });

  test("an order that follows starts its own, at its receipt and not at the call's; of one kind one runs", async () => {
    await using database = await testDatabase();
    const { clock, hotline, raise } = await desk(database);
    const { id } = await raise("A-1");
    clock.advance(8 * minute);
    const { clocks } = await hotline.startClock(ada, { caseId: id, kind: "tco_remove" });
    expect(clocks.at(-1)).toMatchObject({ kind: "tco_remove", startedAt: clock.now() });
    await expect(hotline.startClock(ben, { caseId: id, kind: "tco_remove" })).rejects.toMatchObject({
      code: "conflict",
      field: "kind",
    });
    await expect(hotline.startClock(ben, { caseId: id, kind: "acknowledge" })).rejects.toMatchObject({
      code: "invalid",
    });
    const both = await hotline.startClock(ben, { caseId: id, kind: "epoc_emergency" });
    expect(both.clocks).toHaveLength(4);
  });

  test("an order that lay for a while counts from its receipt: not from before its case, and not from ahead", async () => {
    await using database = await testDatabase();
    const { clock, hotline, raise } = await desk(database);
    const { id, receivedAt: caseAt } = await raise("A-1");
    clock.advance(70 * minute);
    const start = (receivedAt: number) => hotline.startClock(ada, { caseId: id, kind: "tco_remove", receivedAt });
    for (const wrong of [caseAt - 1, clock.now() + 1]) {
      await expect(start(wrong)).rejects.toMatchObject({ code: "invalid", field: "receivedAt" });
    }
    const receivedAt = clock.now() - 61 * minute;
    const { clocks } = await start(receivedAt);
    expect(clocks.at(-1), "its hour is over").toMatchObject({ startedAt: receivedAt, dueAt: receivedAt + 60 * minute });
    const { timeline } = await hotline.readCase(ada, { number: "HC-1" });
    expect(timeline.find(({ kind }) => kind === "clock_started")?.about).toMatch(
      /, received \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC$/,
    );
  });

  test.each([
    ["start of a clock", sql`update hotline_clock set started_at = started_at + interval '1 hour'`],
    ["limit of a clock", sql`update hotline_clock set limit_ms = limit_ms * 2`],
    ["clock", sql`delete from hotline_clock`],
    ["clocks", sql`truncate hotline_clock cascade`],
    ["stop of a clock", sql`update hotline_clock set stopped_at = null where stopped_at is not null`],
    ["beginning of a pause", sql`update hotline_clock_pause set began_at = began_at - interval '1 hour'`],
    ["end of a pause", sql`update hotline_clock_pause set ended_at = ended_at + interval '1 hour'`],
    ["pause", sql`delete from hotline_clock_pause`],
    ["message", sql`update hotline_message set sealed = ''`],
    ["messages", sql`delete from hotline_message`],
    ["receipt time of the case", sql`update hotline_case set received_at = received_at + interval '1 second'`],
    ["closing time", sql`update hotline_case set closed_at = closed_at + interval '1 hour'`],
    ["acknowledgement", sql`update hotline_case set acknowledged_at = null`],
  ])("SQL cannot change or remove the %s", async (_, statement) => {
    await using database = await testDatabase();
    const { clock, hotline, raise } = await desk(database);
    const { id, clocks } = await raise("A-1", order);
    const law = { caseId: id, clockId: clocks[2]?.id };
    await hotline.acknowledgeCase(ada, { caseId: id });
    await hotline.pauseClock(ada, { ...law, reason: "order_unclear_art3_8", evidence: "mail 1" });
    clock.advance(minute);
    await hotline.resumeClock(ada, law);
    await hotline.sendMessage(ada, { caseId: id, kind: "note", text: "Only ours." });
    await hotline.closeCase(ada, { caseId: id, outcome: "blocked" });
    const before = await hotline.readCase(ada, { number: "HC-1" });
    await expect(statement.execute(database.query)).rejects.toMatchObject({ code: "23000" });
    expect(await hotline.readCase(ada, { number: id })).toEqual(before);
  });

  test("nothing starts before the case was received, in the database either", async () => {
    await using database = await testDatabase();
    const { raise } = await desk(database);
    await raise("A-1");
    const early = sql`
      insert into hotline_clock select gen_random_uuid(), case_id, 'tco_remove', name, law, basis, confidence,
        may_pause_for, started_at - interval '1 second', limit_ms from hotline_clock where kind = 'acknowledge'`;
    await expect(early.execute(database.query)).rejects.toMatchObject({ code: "23000" });
  });
});

describe("messages", () => {
  test("are read by those who may, sealed in the database, and stand in no event, audit row or answer", async () => {
    await using database = await testDatabase();
    const { hotline, raise } = await desk(database);
    const { id } = await raise("A-1");
    const text = "The station at nine, ключ 🚨\nsecond line";
    for (const kind of ["to_authority", "from_authority", "note", "hand_over"]) {
      const answer = await hotline.sendMessage(ada, { caseId: id, kind, text: `${kind}: ${text}` });
      expect(JSON.stringify(answer)).not.toContain("station");
    }
    for (const reader of [ada, lena]) {
      const { messages } = await hotline.readCase(reader, { number: "1" });
      expect(messages?.map((one) => [one.kind, one.by, one.text])).toEqual([
        ["to_authority", "Ada", `to_authority: ${text}`],
        ["from_authority", "Ada", `from_authority: ${text}`],
        ["note", "Ada", `note: ${text}`],
        ["hand_over", "Ada", `hand_over: ${text}`],
      ]);
    }
    for (const other of [vera, mira]) expect((await hotline.readCase(other, { number: "1" })).messages).toBeNull();
    expect((await hotline.readCase(vera, { number: "1" })).case.messages).toBe(2);
    for (const table of ["hotline_message", "hotline_event", "audit_row", "hotline_case"]) {
      const { rows } = await database.pool.query<{ row: string }>(`select t::text as row from ${table} t`);
      const all = rows.map(({ row }) => row).join("\n");
      expect(rows.length, table).toBeGreaterThan(0);
      expect(all.includes("station") || all.includes(Buffer.from("station").toString("hex")), table).toBe(false);
    }
  });

  test("sealed text moved to another case or shown to another side does not open", async () => {
    await using database = await testDatabase();
    const { hotline, raise } = await desk(database);
    const { id } = await raise("A-1");
    await hotline.sendMessage(ada, { caseId: id, kind: "note", text: "Only ours." });
    await sql`
      insert into hotline_message select gen_random_uuid(), case_id, 'to_authority', at, by_id, by_name, sealed
      from hotline_message`.execute(database.query);
    await expect(hotline.readCase(ada, { number: "1" })).rejects.toThrow(/authenticate/);
  });

  test.each([
    ["an empty text", " "],
    ["4,001 characters", "Ж".repeat(4_001)],
    ["a control character", "a\u0000b"],
  ])("%s is refused", async (_, text) => {
    await using database = await testDatabase();
    const { hotline, raise } = await desk(database);
    const { id } = await raise("A-1");
    await expect(hotline.sendMessage(ada, { caseId: id, kind: "note", text })).rejects.toMatchObject({
      code: "invalid",
      field: "text",
    });
  });
});

describe("a call", () => {
  test("becomes a case of the authority on file, with what came of calling back", async () => {
    await using database = await testDatabase();
    const { clock, hotline, authority } = await desk(database);
    const { id: authorityId } = await authority();
    const said = { reference: "FR 8", urgency: "threat_to_life", threat: "abduction", authorityId };
    const one = await hotline.recordCall(ada, { ...said, callBack: "not_reached", ...order });
    expect(one).toMatchObject({
      channel: "phone",
      raisedBy: "Police of Arcadia",
      receivedAt: clock.now(),
      callBack: { result: "not_reached", at: clock.now(), by: "Ada" },
    });
    clock.advance(minute);
    const checked = await hotline.recordCallBack(ben, { caseId: one.id, result: "confirmed" });
    expect(checked.callBack).toEqual({ result: "confirmed", at: clock.now(), by: "Ben" });
    await expect(hotline.recordCall(ben, said)).rejects.toMatchObject({
      code: "conflict",
      message: "Police of Arcadia has a case with this reference: HC-1. Open that one.",
    });
    await expect(hotline.recordCall(ben, { ...said, authorityId: 99 })).rejects.toMatchObject({ code: "not_found" });
    const { timeline } = await hotline.readCase(ada, { number: one.number });
    expect(timeline.map(({ kind, by, about }) => [kind, by, about])).toEqual([
      ["received", "Ada", null],
      ["called_back", "Ben", "confirmed"],
    ]);
    expect((await hotline.readBoard()).cases.map(({ number }) => number)).toEqual(["HC-1"]);
  });

  test("a case that came by key is not called back; only admins put authorities on file, each name once", async () => {
    await using database = await testDatabase();
    const { hotline, raise, authority } = await desk(database);
    const { id } = await raise("A-1");
    await expect(hotline.recordCallBack(ada, { caseId: id, result: "confirmed" })).rejects.toMatchObject({
      code: "conflict",
    });
    await authority();
    await expect(authority()).rejects.toMatchObject({ code: "conflict", field: "name" });
    for (const actor of [ada, vera, lena]) {
      await expect(hotline.createAuthority(actor, {})).rejects.toMatchObject({ code: "forbidden" });
    }
    expect(await hotline.readAuthorities(vera)).toMatchObject([{ name: "Police of Arcadia", country: "FR" }]);
  });
});

describe("closing", () => {
  test("says what was done, stops what runs, and happens once; then nothing more is written", async () => {
    await using database = await testDatabase();
    const { clock, hotline, raise } = await desk(database);
    const { id, clocks } = await raise("A-1", order);
    const close = (who: Actor) => hotline.closeCase(who, { caseId: id, outcome: "blocked" });
    await expect(close(ada)).rejects.toMatchObject({ message: /Nobody has acknowledged/ });
    await hotline.acknowledgeCase(ada, { caseId: id });
    await hotline.pauseClock(ada, {
      ...{ caseId: id, clockId: clocks[2]?.id },
      ...{ reason: "force_majeure_art3_7", evidence: "incident 4" },
    });
    clock.advance(minute);
    const settled = await Promise.allSettled([close(ada), close(ben)]);
    const [won] = settled.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
    const lost = settled.flatMap((one) => (one.status === "rejected" ? [one.reason as unknown] : []));
    expect(won?.closed).toMatchObject({ at: clock.now(), outcome: "blocked" });
    expect(lost).toMatchObject([
      { code: "conflict", message: `Already closed by ${won?.closed?.by} at 21:41:05 UTC.` },
    ]);
    expect(won?.clocks.every(({ stoppedAt, pauses }) => stoppedAt !== null && pauses.every(({ to }) => to))).toBe(true);
    const late = [
      () => hotline.sendMessage(ada, { caseId: id, kind: "note", text: "Too late." }),
      () => hotline.startClock(ada, { caseId: id, kind: "dsa_art18" }),
    ];
    for (const deed of late) {
      await expect(deed()).rejects.toMatchObject({ code: "conflict", message: /^Already closed by/ });
    }
    expect((await hotline.readQueue(vera)).cases.map(({ number }) => number)).toEqual(["HC-1"]);
    clock.advance(24 * 60 * minute + 1);
    expect((await hotline.readQueue(vera)).cases).toEqual([]);
  });

  test("every change has its version, its event and its audit row, in one order", async () => {
    await using database = await testDatabase();
    const { hotline, raise } = await desk(database);
    const { id } = await raise("A-1");
    await hotline.acknowledgeCase(ada, { caseId: id });
    await Promise.all(
      Array.from({ length: 10 }, (_, n) =>
        hotline.sendMessage(n % 2 ? ada : ben, { caseId: id, kind: "from_authority", text: `Number ${n}` }),
      ),
    );
    const events = await hotline.readEvents(0, 100);
    expect(events.map((event) => event.case.version)).toEqual(Array.from({ length: 12 }, (_, n) => n + 1));
    expect(events.at(-1)?.case.messages).toBe(10);
    const { rows } = await database.pool.query("select deed from audit_row where subject = $1", [id]);
    expect(rows).toHaveLength(11);
    await expect(hotline.readCase(ada, { number: "HC-99" })).rejects.toMatchObject({ code: "not_found" });
    await expect(hotline.readCase(ada, { number: "HC-1'" })).rejects.toMatchObject({ code: "invalid" });
  });

  test("a snapshot of an earlier release is read as a case of today", async () => {
    await using database = await testDatabase();
    const { hotline, raise } = await desk(database);
    const { id } = await raise("A-1");
    await sql`
      insert into hotline_event (cursor, case_id, kind, at, snapshot)
      select cursor + 1, case_id, 'acknowledged', at, snapshot - '{clocks,messages,closed,channel,stake}'::text[]
      from hotline_event`.execute(database.query);
    const [, old] = await hotline.readEvents(0, 10);
    expect(old?.case).toMatchObject({ id, clocks: [], messages: 0, closed: null, channel: "key", stake: null });
  });
});
