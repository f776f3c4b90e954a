import { expect, test } from "vitest";
import { event } from "../support/installation.ts";
import { startWatchfloor } from "../support/watchfloor.ts";

const hour = 3_600_000;
const startAt = Date.UTC(2026, 10, 20, 9, 30);

test("users in total over time are measured, and count what came and went since, like the figure of now", async () => {
  await using app = await startWatchfloor({ startAt });
  const service = await app.source("sign-ups");
  const send = async (...events: object[]) => expect((await service.events(events)).body.rejected).toEqual([]);
  await send(event("audience.measured", startAt - 60_000, { gauge: "total_users", value: 1_000 }));
  for (const [created, deleted] of [
    [50, 10],
    [30, 5],
    [20, 40],
  ] as const) {
    app.clock.advance(hour);
    const at = app.clock.now() - 1_000;
    await send(
      event("accounts.created", at, { count: created, country: "IN" }),
      event("accounts.deleted", at, { count: deleted }),
    );
  }
  const viewer = await app.person("Vi Ewer", ["viewer"]);
  const history = async (input: object) => {
    const query = encodeURIComponent(JSON.stringify(input));
    return await viewer.call(`growth.history?input=${query}`);
  };
  const from = Date.UTC(2026, 10, 20, 8);
  const answered = await history({ grain: "hour", from, to: Date.UTC(2026, 10, 20, 13) });
  expect(answered.status).toBe(200);
  const { data } = answered.body.result;
  expect(data.totals).toEqual([null, 1_000, 1_040, 1_065, 1_045]);
  expect(data.measured).toEqual([Date.UTC(2026, 10, 20, 9)]);
  const now = await viewer.call("growth.totalUsers");
  expect(now.body.result.data.total, "one number everywhere").toBe(1_045);

  const later = await history({ grain: "hour", from: Date.UTC(2026, 10, 20, 11), to: Date.UTC(2026, 10, 20, 13) });
  expect(later.body.result.data.totals, "what lies before the window is counted into its start").toEqual([
    1_065, 1_045,
  ]);
  const days = await history({ grain: "day", from: Date.UTC(2026, 10, 19), to: Date.UTC(2026, 10, 21) });
  expect(days.body.result.data.totals, "a day that holds a measurement shows it").toEqual([null, 1_000]);
  expect((await history({ grain: "hour", from: 5, to: 5 })).status).toBe(400);
});
