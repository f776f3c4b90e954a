import { describe, expect, test } from "vitest";
import { z } from "zod";
import { sampleStatements } from "../../server/cli/demo/sample-statements.ts";
import type { Scope } from "../../server/kernel/actor.ts";
import { startDoors } from "../support/doors.ts";
import { minimalStatement, noon } from "../support/statements.ts";

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

async function setUp() {
  const doors = await startDoors(noon);
  const { id, key } = await doors.watchfloor.source("Moderation", ["statements"]);
  return {
    sourceId: id,
    rows: doors.rows,
    post: doors.post,
    key: async (scope: Scope) => (await doors.watchfloor.source(`Other ${scope}`, [scope])).key,
    single: (body: unknown, as = key) => doors.post("/api/v1/statement", as, JSON.stringify(body)),
    batch: (body: unknown, as = key) => doors.post("/api/v1/statements", as, JSON.stringify(body)),
    [Symbol.asyncDispose]: () => doors[Symbol.asyncDispose](),
  };
}

const links = (id: unknown) => ({
  permalink: expect.stringMatching(`^http://localhost:[0-9]+/statement/${id}$`),
  self: expect.stringMatching(`^http://localhost:[0-9]+/api/v1/statement/${id}$`),
});

describe("POST /api/v1/statement", () => {
  test("201: what was sent, normalised, with the end dates and what the database adds", async () => {
    await using at = await setUp();
    const { status, body } = await at.single(
      minimalStatement({
        puid: 42,
        decision_visibility: ["DECISION_VISIBILITY_CONTENT_REMOVED", "DECISION_VISIBILITY_CONTENT_DISABLED"],
        decision_visibility_other: "dropped",
        decision_account: "",
        decision_facts: "  trimmed ",
        content_id: { "EAN-13": "0123456789012" },
        territorial_scope: ["FR", "DE", "FR"],
        unknown: "ignored",
        user_id: 9,
      }),
    );
    expect(status).toBe(201);
    const answer = z
      .object({ uuid: z.string().regex(uuid), id: z.int() })
      .loose()
      .parse(body);
    const { decision_account: _, ...sent } = minimalStatement();
    expect(answer).toEqual({
      ...sent,
      puid: "42",
      decision_visibility: ["DECISION_VISIBILITY_CONTENT_DISABLED", "DECISION_VISIBILITY_CONTENT_REMOVED"],
      decision_account: null,
      decision_facts: "trimmed",
      content_id_ean: "0123456789012",
      territorial_scope: ["DE", "FR"],
      end_date_visibility_restriction: null,
      end_date_monetary_restriction: null,
      end_date_service_restriction: null,
      end_date_account_restriction: null,
      uuid: answer.uuid,
      created_at: "2026-05-20 12:00:00",
      platform_name: "Watchfloor",
      ...links(answer.uuid),
      id: 100_000_000_000,
    });
    expect(await at.rows("select source_id, uuid, puid, id, body->>'decision_facts' as facts from statement")).toEqual([
      { source_id: at.sourceId, uuid: answer.uuid, puid: "42", id: 100_000_000_000, facts: "trimmed" },
    ]);
  });

  test("422: fields and a summary; an empty body is in error in 14", async () => {
    await using at = await setUp();
    const empty = await at.single({});
    expect(empty.status).toBe(422);
    expect(empty.body).toMatchObject({ message: expect.stringMatching(/ \(and 13 more errors\)$/) });
    expect(Object.keys(z.object({ errors: z.object().loose() }).parse(empty.body).errors)).toHaveLength(14);
    const one = await at.single(minimalStatement({ decision_facts: "a\u0000b" }));
    expect(one).toMatchObject({ status: 422, body: { errors: { decision_facts: [expect.any(String)] } } });
    expect(one.body).toMatchObject({ message: expect.not.stringContaining("more error") });
    expect(await at.rows("select count(*)::int as n from statement")).toEqual([{ n: 0 }]);
    expect(await at.rows("select sum(rejected)::int as n from intake_batch")).toEqual([{ n: 2 }]);
  });

  test("a puid is used once a source, whatever else is sent; racing requests too", async () => {
    await using at = await setUp();
    const racing = await Promise.all(Array.from({ length: 20 }, () => at.single(minimalStatement())));
    expect(racing.map(({ status }) => status).sort()).toEqual([201, ...Array(19).fill(422)]);
    const { status, body } = await at.single(minimalStatement({ decision_facts: "another" }));
    expect(status).toBe(422);
    const { message } = z.object({ message: z.string() }).parse(body);
    expect(body).toEqual({ message, errors: { puid: [message] }, existing: { puid: "p-1" } });
    expect((await at.single(minimalStatement(), await at.key("statements"))).status).toBe(201);
    expect(await at.rows("select count(*)::int as n from raw_event")).toEqual([{ n: 2 }]);
  });

  test("a statement dated yesterday does not move today's chart", async () => {
    await using at = await setUp();
    for (const [puid, application_date] of [
      ["a", "2026-05-20"],
      ["b", "2026-05-19"],
      ["c", "2026-05-18"],
    ]) {
      expect((await at.single(minimalStatement({ puid, application_date }))).status).toBe(201);
    }
    expect((await at.single(minimalStatement({ puid: "d", application_date: "2026-05-21" }))).body).toMatchObject({
      errors: { application_date: [expect.any(String)] },
    });
    expect(
      await at.rows(
        "select timing, event_time from raw_event join content_cell on cell = content_cell order by event_time",
      ),
    ).toEqual([
      { timing: "date_only", event_time: new Date("2026-05-18T00:00:00Z") },
      { timing: "late", event_time: new Date("2026-05-19T23:59:59.999Z") },
      { timing: "live", event_time: new Date(noon) },
    ]);
    const today = "select sum(n)::int as n from content_cube where grain = 60 and bucket >= '2026-05-20T00:00Z'";
    expect(await at.rows(today)).toEqual([{ n: 1 }]);
  });

  test("authorisation answers in the EU's shape", async () => {
    await using at = await setUp();
    expect(await at.single({}, "wf_nobody")).toMatchObject({ status: 401, body: { message: "Unauthenticated." } });
    expect((await at.single(minimalStatement(), await at.key("events"))).status).toBe(403);
    const key = await at.key("statements");
    expect((await at.post("/api/v1/statement", key, "{")).status).toBe(400);
    expect((await at.post("/api/v1/statement", key, "{}", "text/plain")).status).toBe(415);
  });
});

describe("POST /api/v1/statements", () => {
  test("201: in the order sent, with what was left out filled in, and no id", async () => {
    await using at = await setUp();
    const { status, body } = await at.batch({
      statements: [minimalStatement({ puid: "b", territorial_scope: ["FR", "DE"] }), minimalStatement({ puid: "a" })],
    });
    expect(status).toBe(201);
    const { statements } = z.object({ statements: z.array(z.object({ uuid: z.string() }).loose()) }).parse(body);
    expect(statements.map(({ puid }) => puid)).toEqual(["b", "a"]);
    expect(statements[0]).toEqual({
      ...minimalStatement({ puid: "b", territorial_scope: ["DE", "FR"] }),
      decision_visibility: [],
      category_addition: [],
      category_specification: [],
      ...Object.fromEntries(
        [
          ...["decision_visibility_other", "decision_monetary", "decision_monetary_other", "decision_provision"],
          ...["account_type", "decision_ground_reference_url", "illegal_content_legal_ground"],
          ...["illegal_content_explanation", "incompatible_content_illegal", "category_specification_other"],
          ...[
            "content_type_other",
            "content_id_ean",
            "content_language",
            "source_identity",
            "end_date_visibility_restriction",
          ],
          ...["end_date_monetary_restriction", "end_date_service_restriction", "end_date_account_restriction"],
        ].map((name) => [name, null]),
      ),
      uuid: expect.stringMatching(uuid),
      created_at: "2026-05-20 12:00:00",
      platform_name: "Watchfloor",
      ...links(statements[0]?.uuid),
    });
    const scope = "select body->'territorial_scope' as scope from statement where puid = 'b'";
    expect(await at.rows(scope)).toEqual([{ scope: ["DE", "FR"] }]);
  });

  test("not 1 to 100 statements", async () => {
    await using at = await setUp();
    const statements = [undefined, null, [], {}, "x", 7, Array(101).fill({})];
    for (const body of [[], null, "x", ...statements.map((given) => ({ statements: given }))]) {
      const answer = await at.batch(body);
      const { message } = z.object({ message: z.string() }).parse(answer.body);
      expect(answer).toMatchObject({ status: 422, body: { message, errors: { statements: [message] } } });
    }
  });

  test("the first failing check answers, and nothing is stored", async () => {
    await using at = await setUp();
    expect((await at.single(minimalStatement({ puid: "known" }))).status).toBe(201);
    const bad = minimalStatement({ puid: "known", category: "WRONG", automated_detection: true });
    const invalid = await at.batch({
      statements: [minimalStatement({ puid: "n" }), bad, minimalStatement({ puid: "n" }), {}],
    });
    expect(invalid.status).toBe(422);
    const { errors } = z
      .strictObject({ errors: z.record(z.string(), z.record(z.string(), z.array(z.string()))) })
      .parse(invalid.body);
    expect(Object.entries(errors).map(([item, fields]) => [item, Object.keys(fields).length])).toEqual([
      ["statement_1", 2],
      ["statement_3", 14],
    ]);

    const inside = await at.batch({
      statements: ["x", "known", "y", "x", "y", "x"].map((puid) => minimalStatement({ puid })),
    });
    expect(inside).toMatchObject({ status: 422, body: { errors: { existing_puids: ["x", "y"] } } });

    const stored = await at.batch({ statements: ["x", "known", "y"].map((puid) => minimalStatement({ puid })) });
    const { message } = z.object({ message: z.string() }).parse(stored.body);
    expect(stored).toMatchObject({
      status: 422,
      body: { message, errors: { puid: [message], existing_puids: ["known"] } },
    });

    expect(await at.rows("select puid from statement")).toEqual([{ puid: "known" }]);
    expect(await at.rows("select count(*)::int as n from event_identity")).toEqual([{ n: 1 }]);
    const rest = await at.batch({ statements: ["x", "y"].map((puid) => minimalStatement({ puid })) });
    expect(rest.status).toBe(201);
  });

  test("the 50 real statements are taken in one call", async () => {
    await using at = await setUp();
    expect((await at.batch({ statements: sampleStatements() })).status).toBe(201);
    expect(
      await at.rows(
        "select effect, count(*)::int as n from raw_event join content_cell on cell = content_cell group by 1",
      ),
    ).toEqual([{ effect: "takedown", n: 50 }]);
    expect(await at.rows("select sum(n)::int as n from territory_cube where territory = 'DE'")).toEqual([{ n: 50 }]);
  });
});
