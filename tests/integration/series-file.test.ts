import { expect, test } from "vitest";
import { sendHistory } from "../support/counted-history.ts";
import { startWatchfloor } from "../support/watchfloor.ts";

const startAt = Date.UTC(2026, 10, 20, 9, 30);
const hour = 3_600_000;

test("a file says what the chart says, in both times; a change is explained by its parts", async () => {
  await using app = await startWatchfloor({ startAt });
  await sendHistory(app, { seed: 3, steps: 6, eventsAStep: 30 });
  const analyst = await app.person("Ana Lyst", ["analyst"]);
  const viewer = await app.person("Vi Ewer", ["viewer"]);
  const [from, to] = [startAt + 2 * hour, startAt + 5 * hour];
  const path = `/export/series.csv?measure=takedowns&breakdowns=country,category&grain=hour&from=${from}&to=${to}&compare=previous&zone=Europe/Paris`;
  const get = (cookie: string, more = "", headers = {}) =>
    fetch(app.url + path + more, { headers: { cookie, ...headers } });
  const answer = await get(analyst.cookie);
  expect(answer.status).toBe(200);
  expect(answer.headers.get("content-disposition")).toBe(
    'attachment; filename="watchfloor-takedowns-by-hour-2026-11-20.csv"',
  );
  const [head, ...lines] = (await answer.text()).trimEnd().split("\r\n");
  expect(head).toBe("time_utc,time Europe/Paris,country,category,takedowns,compared_time_utc,compared");
  expect(lines[0]).toMatch(/^2026-11-20T11:00:00Z,2026-11-20T12:00:00\+01:00,/);
  const actor = { kind: "person", personId: "1", name: "Ana", roles: ["analyst"] } as const;
  const chart = { measure: "takedowns", breakdowns: ["country", "category"], filter: {}, grain: "hour", from, to };
  const series = await app.app.counting.readSeries(actor, { ...chart, compare: "previous" });
  const sum = [...series.series, ...(series.other ? [series.other] : [])].reduce(
    (all, one) => all + (one.total ?? 0),
    0,
  );
  expect(lines.reduce((all, line) => all + Number(line.split(",")[4]), 0)).toBe(sum);

  expect((await get(viewer.cookie)).status).toBe(403);
  expect((await get("")).status).toBe(401);
  expect((await get(analyst.cookie, "", { "sec-fetch-site": "cross-site" })).status).toBe(403);
  expect((await get(analyst.cookie, "&filter.origin=hostile")).status).toBe(400);
  const statuses = await Promise.all(Array.from({ length: 25 }, async () => (await get(analyst.cookie)).status));
  expect(statuses).toContain(429);

  const windows = { measure: "decisions", filter: {}, grain: "hour", from: startAt + 3 * hour, to, before: startAt };
  const change = await app.app.counting.explainChange(actor, windows);
  expect(change.change).toBe((change.after ?? 0) - (change.before ?? 0));
  expect(change.notCounted).toEqual([]);
});
