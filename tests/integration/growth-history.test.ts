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

test("by the minute, with what came late and at any distance from the measurement, they end at the figure of now", async () => {
  await using app = await startWatchfloor({ startAt: startAt - 50 * hour });
  const service = await app.source("sign-ups");
  const send = async (...events: object[]) => expect((await service.events(events)).body.rejected).toEqual([]);
  const viewer = await app.person("Vi Ewer", ["viewer"]);
  const minute = 60_000;
  const figure = async () => (await viewer.call("growth.totalUsers")).body.result.data.total;
  const totals = async (from: number, to: number) => {
    const query = encodeURIComponent(JSON.stringify({ grain: "minute", from, to }));
    return (await viewer.call(`growth.history?input=${query}`)).body.result.data.totals;
  };
  const lastMinutes = () => {
    const to = Math.floor(app.clock.now() / minute) * minute + minute;
    return totals(to - 40 * minute, to);
  };
  await send(event("audience.measured", app.clock.now() - 5 * minute, { gauge: "total_users", value: 5_000 }));
  expect(await lastMinutes(), "measured, and nobody was counted yet").toEqual([
    ...Array(34).fill(null),
    ...Array(6).fill(5_000),
  ]);
  // Two days and some hours, each with a sign-up of its own number at its first, middle and last minute.
  for (let passed = 0; passed < 50; passed++) {
    const at = app.clock.now() - 1_000;
    await send(
      event("accounts.created", at, { count: 1 + passed }),
      event("accounts.deleted", at, { count: 1 }),
      event("accounts.created", at - 31 * minute, { count: 100 }),
    );
    expect((await lastMinutes()).at(-1), `after ${passed} hours`).toBe(await figure());
    app.clock.advance(hour - (passed % 3) * minute);
  }
  const end = Math.floor(app.clock.now() / minute) * minute;
  const last = await totals(end - 2 * hour, end);
  expect((await totals(end - 4 * hour, end)).slice(-120), "wherever the window begins").toEqual(last);
  await send(event("audience.measured", end - 10 * minute, { gauge: "total_users", value: 9_000 }));
  const after = await lastMinutes();
  expect(after.at(-1)).toBe(await figure());
  expect(after.slice(0, 25), "what was before a measurement stays what it was").toEqual(last.slice(-40).slice(1, 26));
});

test("who came and went by country is one table and one file, beside the week before", async () => {
  await using app = await startWatchfloor({ startAt: startAt - 7 * 24 * hour });
  const service = await app.source("sign-ups");
  const send = async (...events: object[]) => expect((await service.events(events)).body.rejected).toEqual([]);
  const came = (at: number, country: string | undefined, count: number) =>
    event("accounts.created", at, { count, ...(country && { country }) });
  const went = (at: number, country: string, count: number) => event("accounts.deleted", at, { count, country });
  await send(came(app.clock.now(), "IN", 70), went(app.clock.now(), "DE", 5));
  app.clock.advance(7 * 24 * hour);
  const at = app.clock.now();
  await send(came(at, "IN", 100), came(at, undefined, 30), came(at, "DE", 2), went(at, "DE", 12), went(at, "FR", 4));
  const analyst = await app.person("Ana Lyst", ["analyst"]);
  const [from, to] = [Date.UTC(2026, 10, 20, 9), Date.UTC(2026, 10, 20, 10)];
  const query = encodeURIComponent(JSON.stringify({ grain: "hour", from, to, compare: "last_week" }));
  const { data } = (await analyst.call(`growth.countries?input=${query}`)).body.result;
  expect(data.countries).toEqual([
    { country: "IN", signUps: 100, deletions: 0, net: 100, netBefore: 70 },
    { country: "ZZ", signUps: 30, deletions: 0, net: 30, netBefore: 0 },
    { country: "FR", signUps: 0, deletions: 4, net: -4, netBefore: 0 },
    { country: "DE", signUps: 2, deletions: 12, net: -10, netBefore: -5 },
  ]);
  expect(data.all).toEqual({ signUps: 132, deletions: 16, net: 116, netBefore: 65 });
  const file = (address: string) => fetch(`${app.url}${address}`, { headers: { cookie: analyst.cookie } });
  const answer = await file(`/export/countries.csv?grain=hour&from=${from}&to=${to}&compare=last_week`);
  expect(answer.headers.get("content-disposition")).toContain("watchfloor-growth-by-country-2026-11-20.csv");
  expect((await answer.text()).trimEnd().split("\r\n")).toEqual([
    "from_utc,to_utc,country,sign_ups,deletions,net,net_before",
    "2026-11-20T09:00:00Z,2026-11-20T10:00:00Z,IN,100,0,100,70",
    "2026-11-20T09:00:00Z,2026-11-20T10:00:00Z,ZZ,30,0,30,0",
    "2026-11-20T09:00:00Z,2026-11-20T10:00:00Z,FR,0,4,-4,0",
    "2026-11-20T09:00:00Z,2026-11-20T10:00:00Z,DE,2,12,-10,-5",
  ]);
  const plain = await file(`/export/countries.csv?grain=hour&from=${from}&to=${to}`);
  expect((await plain.text()).split("\r\n")[0]).toBe("from_utc,to_utc,country,sign_ups,deletions,net");
  expect((await file(`/export/countries.csv?grain=minute&from=${from}&to=${to}`)).status).toBe(400);
});

test("a measurement of long ago: what came since is counted by the day, and days of the window by the hour", async () => {
  await using app = await startWatchfloor({ startAt });
  const service = await app.source("sign-ups");
  const day = 24 * hour;
  const events = [
    event("audience.measured", startAt - 600 * day, { gauge: "total_users", value: 1_000 }),
    event("accounts.created", startAt - 500 * day, { count: 70 }),
    event("accounts.deleted", startAt - 30 * day, { count: 20 }),
    event("accounts.created", startAt - 60_000, { count: 5 }),
  ];
  expect((await service.events(events)).body.rejected).toEqual([]);
  const viewer = await app.person("Vi Ewer", ["viewer"]);
  const input = { grain: "hour", from: startAt - 7 * day, to: startAt };
  const answered = await viewer.call(`growth.history?input=${encodeURIComponent(JSON.stringify(input))}`);
  expect(answered.status).toBe(200);
  const { totals } = answered.body.result.data;
  expect([totals[0], totals.at(-1)]).toEqual([1_050, 1_055]);
  expect((await viewer.call("growth.totalUsers")).body.result.data.total).toBe(1_055);
});
