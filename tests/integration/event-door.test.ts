import { describe, expect, test } from "vitest";
import { z } from "zod";
import { startDoors } from "../support/doors.ts";
import { noon } from "../support/statements.ts";

const answerSchema = z.strictObject({
  accepted: z.int(),
  duplicates: z.int(),
  rejected: z.array(
    z.strictObject({ index: z.int(), id: z.string().nullable(), field: z.string(), error: z.string() }),
  ),
});

async function setUp() {
  const doors = await startDoors(noon);
  const { id, key } = await doors.watchfloor.source("Classifier", ["events"]);
  return {
    sourceId: id,
    key,
    rows: doors.rows,
    another: async () => (await doors.watchfloor.source("Another", ["events"])).key,
    post: (body: string | Buffer, as = key, type = "application/x-ndjson") =>
      doors.post("/api/v1/events", as, body, type),
    [Symbol.asyncDispose]: () => doors[Symbol.asyncDispose](),
  };
}

const event = (over: Record<string, unknown> = {}) => ({
  specversion: "1.0",
  id: "1",
  source: "/classifier",
  type: "decision.made",
  time: new Date(noon).toISOString(),
  data: { category: "STATEMENT_CATEGORY_VIOLENCE", decision_account: "DECISION_ACCOUNT_SUSPENDED", count: 3 },
  ...over,
});
const lines = (...events: object[]) => events.map((each) => JSON.stringify(each)).join("\n");
const counted = `select kind, sum(n)::int as n, sum(events)::int as events from content_cube join content_cell using (cell)
                 where grain = 60 group by 1 order by 1`;

describe("POST /api/v1/events", () => {
  test("the same event three times in one request counts once, and again counts nothing", async () => {
    await using at = await setUp();
    const three = lines(event(), event(), event());
    expect(await at.post(three)).toMatchObject({ status: 200, body: { accepted: 1, duplicates: 2, rejected: [] } });
    expect(await at.post(three)).toMatchObject({ status: 200, body: { accepted: 0, duplicates: 3, rejected: [] } });
    expect(await at.rows(counted)).toEqual([{ kind: "decision", n: 3, events: 1 }]);
  });

  test("two producers with the same id are two events", async () => {
    await using at = await setUp();
    const two = lines(event(), event({ source: "/another" }));
    expect(await at.post(two)).toMatchObject({ status: 200, body: { accepted: 2 } });
    expect(await at.post(lines(event()), await at.another())).toMatchObject({ status: 200, body: { accepted: 1 } });
    expect(await at.rows(counted)).toEqual([{ kind: "decision", n: 9, events: 3 }]);
  });

  test("the four types are taken; bad lines are listed and spoil nothing", async () => {
    await using at = await setUp();
    const body = lines(
      event(),
      event({ id: "2", type: "accounts.created", data: { count: 900, country: "IN" } }),
      event({ id: "3", time: "1999-12-31T23:59:59Z" }),
      event({ id: "4", type: "accounts.deleted", data: {} }),
      event({ id: "5", type: "audience.measured", data: { gauge: "total_users", value: 950_000_000 } }),
      event({ id: "6", data: { category: "violence" } }),
    );
    const answer = await at.post(body);
    expect(answer.status).toBe(200);
    const { accepted, duplicates, rejected } = answerSchema.parse(answer.body);
    expect({ accepted, duplicates }).toEqual({ accepted: 4, duplicates: 0 });
    expect(rejected.map(({ index, id, field }) => [index, id, field])).toEqual([
      [2, "3", "time"],
      [5, "6", "data.category"],
    ]);
    expect(await at.rows(counted)).toEqual([
      { kind: "accounts_created", n: 900, events: 1 },
      { kind: "accounts_deleted", n: 1, events: 1 },
      { kind: "decision", n: 3, events: 1 },
    ]);
    expect(await at.rows("select gauge, scope, value from gauge_measurement")).toEqual([
      { gauge: "total_users", scope: "world", value: 950_000_000 },
    ]);
  });

  test("422 when every line was bad, 400 when none is JSON, 413, 415, 401, 403", async () => {
    await using at = await setUp();
    expect(await at.post(lines(event({ time: "never" })))).toMatchObject({ status: 422, body: { accepted: 0 } });
    for (const body of ["", "\n\n", "no json at all", Buffer.from([0xff, 0xfe, 0x0a])]) {
      expect((await at.post(body)).status).toBe(400);
    }
    expect((await at.post(`${lines(event())}\n`.repeat(10_001))).status).toBe(413);
    expect((await at.post(lines(event({ note: "x".repeat(65_536) })))).status).toBe(413);
    expect((await at.post(lines(event()), at.key, "text/csv")).status).toBe(415);
    expect((await at.post(lines(event()), "nobody")).status).toBe(401);
    expect(await at.rows("select count(*)::int as n from raw_event")).toEqual([{ n: 0 }]);
  });
});
