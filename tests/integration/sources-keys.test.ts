import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import type { Actor } from "../../server/kernel/actor.ts";
import { createSources } from "../../server/sources/sources.ts";
import { type TestDatabase, testDatabase } from "../support/database.ts";
import { movingClock } from "../support/moving-clock.ts";

const operator: Actor = { kind: "operator" };

function setUp(database: TestDatabase) {
  const clock = movingClock();
  return { clock, sources: createSources({ database, clock }) };
}

async function auditOf(database: TestDatabase) {
  const { rows } = await sql<{ deed: string; detail: object }>`
    select deed, detail from audit_row order by audit_id`.execute(database.query);
  return rows;
}

/** One intake batch as the counting writes it; times in epoch milliseconds. */
async function batch(database: TestDatabase, sourceId: number, receivedAt: number, newestEvent: number | null) {
  await sql`
    insert into intake_batch (source_id, intake_batch_id, key_id, received_at, received, accepted, duplicates,
                              rejected, newest_event)
    values (${sourceId}, gen_random_uuid(), 'k', ${new Date(receivedAt)}, 1, 1, 0, 0,
            ${newestEvent === null ? null : new Date(newestEvent)})`.execute(database.query);
}

describe("keys", () => {
  test("a new key authenticates its source with its scopes; the database holds no secret", async () => {
    await using database = await testDatabase();
    const { sources } = setUp(database);
    const { id, key } = await sources.createSource(operator, { name: "Classifier", scopes: ["events", "events"] });
    expect(key).toMatch(/^wf_[0-9a-f]{16}_[A-Za-z0-9_-]{43}$/);
    const [, keyId, secret] = /^wf_([0-9a-f]{16})_(.+)$/.exec(key) ?? [];
    expect(await sources.authenticateKey(`Bearer ${key}`)).toEqual({
      kind: "source",
      sourceId: id,
      sourceName: "Classifier",
      keyId,
      scopes: ["events"],
    });
    const { rows } = await sql<{ line: string }>`
      select source_key::text || (select string_agg(audit_row::text, '') from audit_row) as line from source_key`.execute(
      database.query,
    );
    expect(rows[0]?.line).not.toContain(secret);
    expect(await auditOf(database)).toEqual([
      { deed: "source.created", detail: { name: "Classifier", key: keyId, scopes: "events" } },
    ]);
  });

  test("missing, malformed, unknown, wrong, expired and revoked keys get the same refusal", async () => {
    await using database = await testDatabase();
    const { clock, sources } = setUp(database);
    const good = await sources.createSource(operator, { name: "A", scopes: ["events"] });
    const ending = { name: "B", scopes: ["events" as const], expiresAt: clock.now() + 1_000 };
    const expired = await sources.createSource(operator, ending);
    const revoked = await sources.createSource(operator, { name: "C", scopes: ["events"] });
    expect(await sources.authenticateKey(`Bearer ${expired.key}`)).toMatchObject({ sourceName: "B" });
    await sources.revokeSource(operator, { id: revoked.id });
    clock.advance(1_000);
    const wrong = good.key.slice(0, -1) + (good.key.endsWith("A") ? "B" : "A");
    const mixed = good.key.slice(0, 20) + expired.key.slice(20);
    const headers = [
      undefined,
      "",
      "Bearer",
      good.key,
      `Basic ${good.key}`,
      `Bearer ${good.key} `,
      `Bearer ${good.key}\u0000`,
      `Bearer wf_${"0".repeat(16)}_${good.key.slice(20)}`,
      `Bearer ${wrong}`,
      `Bearer ${mixed}`,
      `Bearer ${expired.key}`,
      `Bearer ${revoked.key}`,
    ];
    for (const header of headers) {
      await expect(sources.authenticateKey(header), String(header?.length)).rejects.toMatchObject({
        name: "Refusal",
        code: "unauthenticated",
        message: "Send a valid key as: Authorization: Bearer <key>.",
      });
    }
    expect(await sources.authenticateKey(`bearer ${good.key}`)).toMatchObject({ sourceName: "A" });
  });

  test("the day of last use is kept", async () => {
    await using database = await testDatabase();
    const { clock, sources } = setUp(database);
    const { key } = await sources.createSource(operator, { name: "A", scopes: ["events"] });
    const lastUsed = async () => {
      const { rows } = await sql<{ day: string | null }>`
        select (last_used_at at time zone 'UTC')::date::text as day from source_key`.execute(database.query);
      return rows[0]?.day;
    };
    expect(await lastUsed()).toBeNull();
    await sources.authenticateKey(`Bearer ${key}`);
    expect(await lastUsed()).toBe("2026-11-23");
    clock.advance(86_400_000);
    await sources.authenticateKey(`Bearer ${key}`);
    expect(await lastUsed()).toBe("2026-11-24");
  });

  test("creating and revoking are refused to those without the right, for taken names and unknown ids", async () => {
    await using database = await testDatabase();
    const { sources } = setUp(database);
    const eve: Actor = { kind: "person", personId: "1", name: "Eve", roles: ["viewer", "on-call", "auditor"] };
    const admin: Actor = { kind: "person", personId: "2", name: "Ada", roles: ["admin"] };
    await expect(sources.createSource(eve, { name: "A", scopes: ["events"] })).rejects.toMatchObject({
      code: "forbidden",
    });
    const { id } = await sources.createSource(admin, { name: "A", scopes: ["events"] });
    await expect(sources.revokeSource(eve, { id })).rejects.toMatchObject({ code: "forbidden" });
    await expect(sources.createSource(admin, { name: " A ", scopes: ["hotline"] })).rejects.toMatchObject({
      code: "conflict",
      field: "name",
    });
    await expect(sources.createSource(admin, { name: "B", scopes: [] })).rejects.toMatchObject({ field: "scopes" });
    await sources.revokeSource(admin, { id });
    await expect(sources.revokeSource(admin, { id })).rejects.toMatchObject({ code: "conflict" });
    expect((await auditOf(database)).map((row) => row.deed)).toEqual(["source.created", "source.revoked"]);
  });
});

describe("freshness", () => {
  test("reads each sending source's newest event and its median gap at this hour of day over 7 days", async () => {
    await using database = await testDatabase();
    const { clock, sources } = setUp(database);
    const steady = await sources.createSource(operator, { name: "b steady", scopes: ["events"] });
    const silent = await sources.createSource(operator, { name: "a silent", scopes: ["statements"] });
    const gone = await sources.createSource(operator, { name: "c gone", scopes: ["events"] });
    await sources.createSource(operator, { name: "d police", scopes: ["hotline"] });
    await sources.revokeSource(operator, { id: gone.id });
    const now = clock.now();
    const hour = now - (now % 3_600_000);
    // Gaps of this hour: 60 s and 20 s today, 40 s two days ago; the hour before and the 8th day do not count.
    for (const second of [0, 60, 80]) await batch(database, steady.id, hour + second * 1000, hour + second * 1000);
    for (const second of [0, 40]) {
      await batch(database, steady.id, hour - 2 * 86_400_000 + second * 1000, null);
      await batch(database, steady.id, hour - 8 * 86_400_000 + second * 10, null);
    }
    for (const second of [1, 2, 3]) await batch(database, steady.id, hour - second * 1000, hour - second * 1000);
    expect(await sources.readFreshness(hour + 100_000)).toMatchObject([
      { id: silent.id, name: "a silent", newestEvent: null, medianGapMs: null, state: "silent" },
      { id: steady.id, name: "b steady", newestEvent: hour + 80_000, medianGapMs: 40_000, state: "live" },
    ]);
    const stateAt = async (time: number) => (await sources.readFreshness(time))[1]?.state;
    expect(await stateAt(hour + 80_000 + 120_000)).toBe("live");
    expect(await stateAt(hour + 80_000 + 120_001)).toBe("delayed");
    expect(await stateAt(hour + 80_000 + 900_001)).toBe("stale");
  });

  test("a late back-fill does not make a source older or fresher than its newest event", async () => {
    await using database = await testDatabase();
    const { clock, sources } = setUp(database);
    const { id } = await sources.createSource(operator, { name: "A", scopes: ["events"] });
    await batch(database, id, clock.now() - 5_000, clock.now() - 5_000);
    await batch(database, id, clock.now() - 1_000, clock.now() - 90 * 86_400_000);
    expect(await sources.readFreshness()).toMatchObject([{ newestEvent: clock.now() - 5_000, state: "live" }]);
  });
});
