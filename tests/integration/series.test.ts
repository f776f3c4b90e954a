import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Dimension, Filter, Measure } from "../../server/counting/series/contract.ts";
import type { Actor } from "../../server/kernel/actor.ts";
import { type Grain, grainMs } from "../../server/kernel/grains.ts";
import { countByHand, type Sent, sendHistory } from "../support/counted-history.ts";
import { startWatchfloor, type Watchfloor } from "../support/watchfloor.ts";

const startAt = Date.UTC(2026, 10, 20, 9, 30);
const hour = 3_600_000;
const day = 24 * hour;
const lead: Actor = { kind: "person", personId: "1", name: "Lee", roles: ["viewer"] };

let app: Watchfloor;
let sent: readonly Sent[];
beforeAll(async () => {
  app = await startWatchfloor({ startAt });
  ({ sent } = await sendHistory(app, { seed: 7, steps: 30, eventsAStep: 40 }));
});
afterAll(() => app[Symbol.asyncDispose]());

const read = (input: object) => app.app.counting.readSeries(lead, { breakdowns: [], filter: {}, ...input });
const whole = () => ({ from: startAt - 2 * day, to: app.clock.now() });

type Asked = { measure: Measure; breakdowns: Dimension[]; filter: Filter; grain: Grain };
const questions: [string, Asked][] = [
  ["all takedowns", { measure: "takedowns", breakdowns: [], filter: {}, grain: "hour" }],
  ["by category", { measure: "takedowns", breakdowns: ["category"], filter: {}, grain: "hour" }],
  ["by day, late ones included", { measure: "decisions", breakdowns: ["effect"], filter: {}, grain: "day" }],
  ["by source and subject", { measure: "decisions", breakdowns: ["source", "subject"], filter: {}, grain: "hour" }],
  ["of one source", { measure: "decisions", breakdowns: ["category"], filter: { source: 2 }, grain: "hour" }],
  ["by timing", { measure: "decisions", breakdowns: ["timing"], filter: {}, grain: "hour" }],
  ["late ones only", { measure: "restrictions", breakdowns: [], filter: { timing: "late" }, grain: "hour" }],
  ["by country", { measure: "takedowns", breakdowns: ["country"], filter: {}, grain: "hour" }],
  ["sign-ups by country", { measure: "sign_ups", breakdowns: ["country"], filter: {}, grain: "minute" }],
  ["origin by automation", { measure: "takedowns", breakdowns: ["origin", "auto_decided"], filter: {}, grain: "hour" }],
  [
    "two breakdowns, a filter",
    { measure: "decisions", breakdowns: ["category", "subject"], filter: { keyword_class: "terrorism" }, grain: "day" },
  ],
];

const crossed: [string, Asked][] = [
  ["country by category", { measure: "takedowns", breakdowns: ["country", "category"], filter: {}, grain: "hour" }],
  [
    "country by category, of one origin",
    { measure: "takedowns", breakdowns: ["country", "category"], filter: { origin: "article_16" }, grain: "day" },
  ],
  [
    "origin by subject, of one keyword class",
    { measure: "decisions", breakdowns: ["origin", "subject"], filter: { keyword_class: "terrorism" }, grain: "hour" },
  ],
  [
    "source by country, of one subject and automation",
    {
      measure: "restrictions",
      breakdowns: ["source", "country"],
      filter: { subject: "post", auto_decided: "fully" },
      grain: "day",
    },
  ],
  [
    "timing by country, of one subject and source",
    { measure: "decisions", breakdowns: ["timing", "country"], filter: { subject: "post", source: 1 }, grain: "hour" },
  ],
];
/** How much of what was sent a chore has added to the combined cube. */
const coalesced = [
  ["nothing coalesced", async () => {}],
  ["all coalesced", () => app.app.counting.coalesceCells(new AbortController().signal)],
] as const;

describe.each(coalesced)("any two breakdowns and a filter, %s", (_, coalesce) => {
  test.each(crossed)("%s", async (_, asked) => {
    await coalesce();
    await equalsWhatWasSent(asked, whole());
  });
});

async function equalsWhatWasSent(asked: Asked, range: { from: number; to: number }) {
  const answer = await read({ ...asked, ...range });
  const { keys, late } = countByHand(sent, { ...asked, from: answer.from, to: answer.to });
  expect(answer.late).toBe(late);
  const others = answer.other?.keys ?? 0;
  expect(answer.series.length + others).toBe(keys.size);
  if (others === 0) expect(answer.series.map(({ key }) => key).sort()).toEqual([...keys.keys()].sort());
  let sum = answer.other?.total ?? 0;
  for (const { key, points, total } of answer.series) {
    const buckets = keys.get(key) ?? new Map<number, number>();
    for (const [i, at] of answer.times.entries()) expect(points[i] ?? 0, `${key} at ${at}`).toBe(buckets.get(at) ?? 0);
    expect(total).toBe([...buckets.values()].reduce((sum, n) => sum + n, 0));
    sum += total ?? 0;
  }
  expect(sum).toBe([...keys.values()].flatMap((buckets) => [...buckets.values()]).reduce((all, n) => all + n, 0));
  const totals = answer.series.map(({ total }) => total ?? 0);
  expect(totals).toEqual(totals.toSorted((a, b) => b - a));
}

describe("a series", () => {
  test.each(questions)("%s: equals what was sent, counted one by one", async (_, asked) => {
    const range = asked.grain === "minute" ? { from: app.clock.now() - 4 * hour, to: app.clock.now() } : whole();
    await equalsWhatWasSent(asked, range);
  });

  test("who asks what is just being read gets that answer; later, or for anything else, it is read anew", async () => {
    const asked = { measure: "takedowns", breakdowns: ["category"], grain: "hour", ...whole() };
    const first = read(asked);
    app.clock.advance(1_000);
    const [same, other] = [read(asked), read({ ...asked, breakdowns: ["subject"] })];
    expect(await same).toEqual(await first);
    expect((await other).asOf).toBe((await first).asOf + 1_000);
    expect((await read(asked)).asOf).toBe((await first).asOf + 1_000);
  });

  test("what is before the first event, no longer kept or to come is missing, and nothing counted is 0", async () => {
    const now = app.clock.now();
    const first = Math.min(...sent.map(({ time }) => time));
    const hours = await read({ measure: "appeals_opened", grain: "hour", from: first - 3 * hour, to: now + 3 * hour });
    const points = hours.series[0]?.points ?? [];
    for (const [i, at] of hours.times.entries()) {
      const isKnown = at + hour > first && at <= now;
      expect(points[i], new Date(at).toISOString()).toBe(isKnown ? 0 : null);
    }
    expect(hours.missing).toBe(points.filter((point) => point === null).length);
    const minutes = await read({ measure: "takedowns", grain: "10s", from: now - 4 * hour, to: now - 3 * hour });
    expect(new Set(minutes.series[0]?.points)).toEqual(new Set([null]));
    expect(minutes.series[0]?.total).toBeNull();
  });

  test("the compared window is the one before, or the same weekday", async () => {
    const [from, to] = [startAt + 25 * hour, startAt + 29 * hour];
    const asked = { measure: "takedowns", breakdowns: ["category"], grain: "hour", from, to } as const;
    for (const [compare, shift] of [
      ["previous", 5 * hour],
      ["last_week", 7 * day],
      ["last_year", 364 * day],
    ] as const) {
      const answer = await read({ ...asked, compare });
      const { compared } = answer;
      expect(compared).toMatchObject({ from: answer.from - shift, to: answer.to - shift });
      const weekday = (time = 0) => new Date(time).getUTCDay();
      if (compare !== "previous") expect(weekday(compared?.from)).toBe(weekday(answer.from));
      const { keys } = countByHand(sent, {
        ...asked,
        breakdowns: ["category"],
        filter: {},
        from: answer.from - shift,
        to: answer.to - shift,
      });
      for (const { key, comparedPoints, comparedTotal } of answer.series) {
        const expected = (compared?.times ?? []).map((at) => keys.get(key)?.get(at) ?? 0);
        expect(comparedPoints).toEqual(compare === "previous" ? expected : expected.map(() => null));
        expect(comparedTotal).toBe(compare === "previous" ? expected.reduce((sum, n) => sum + n, 0) : null);
      }
    }
  });

  test("a long range has several buckets a point, and loses none", async () => {
    const to = startAt + 30 * hour;
    const answer = await read({ measure: "decisions", grain: "minute", from: to - 31 * hour, to });
    expect(answer.step).toBe(10 * grainMs.minute);
    expect(answer.times.length).toBeLessThanOrEqual(300);
    const { keys } = countByHand(sent, {
      measure: "decisions",
      breakdowns: [],
      filter: {},
      grain: "minute",
      from: answer.from,
      to: answer.to,
    });
    expect(answer.series[0]?.total).toBe([...(keys.get("all")?.values() ?? [])].reduce((sum, n) => sum + n, 0));
    await expect(read({ measure: "decisions", grain: "minute", from: to - 30 * day, to })).rejects.toMatchObject({
      code: "invalid",
      field: "grain",
    });
  });

  test("refuses what the measure has not, and what is not counted together", async () => {
    const asked = { measure: "sign_ups", grain: "hour", ...whole() };
    const refusal = (input: object) =>
      read(input).then(
        () => undefined,
        ({ code, field }) => ({ code, field }),
      );
    expect(await refusal({ ...asked, breakdowns: ["category"] })).toEqual({ code: "invalid", field: "breakdowns" });
    expect(await refusal({ ...asked, filter: { origin: "own_initiative" } })).toEqual({
      code: "invalid",
      field: "filter.origin",
    });
    expect(await refusal({ ...asked, to: asked.from })).toEqual({ code: "invalid", field: "to" });
    const tooFine = {
      measure: "takedowns",
      grain: "10s",
      filter: { country: "DE" },
      from: asked.to - hour,
      to: asked.to,
    };
    expect(await refusal(tooFine)).toEqual({ code: "invalid", field: "grain" });
    const partner: Actor = { ...lead, roles: ["partner"] };
    await expect(app.app.counting.readSeries(partner, { ...asked, breakdowns: [], filter: {} })).rejects.toMatchObject({
      code: "forbidden",
    });
  });
});

describe("totals", () => {
  test("rank every key with its share and change, and add up to the chart's lines", async () => {
    const [from, to] = [startAt + 15 * hour, startAt + 29 * hour];
    const asked = {
      measure: "takedowns",
      breakdowns: ["country"],
      filter: {},
      grain: "hour",
      from,
      to,
      compare: "previous",
    };
    const totals = await app.app.counting.readTotals(lead, asked);
    const chart = await read(asked);
    expect(totals.ranked.map(({ key, total, compared }) => [key, total, compared])).toEqual(
      chart.series.map(({ key, total, comparedTotal }) => [key, total, comparedTotal]),
    );
    expect(totals.total).toBe(chart.series.reduce((sum, { total }) => sum + (total ?? 0), 0));
    expect(totals.ranked.reduce((sum, { share }) => sum + (share ?? 0), 0)).toBeCloseTo(1);
    for (const { total, compared, change } of totals.ranked) expect(change).toBe(total - (compared ?? 0));
    expect(totals.late).toBe(chart.late);
    expect(totals).toMatchObject({ keys: totals.ranked.length, compared: { late: chart.compared?.late } });
  });
});

test("a crossing whose counts were voided is no line, before a chore has added the voiding and after", async () => {
  await using at = await startWatchfloor({ startAt });
  const source = await at.source("Classifier", ["events"]);
  const made = (id: string, country: string) => ({
    specversion: "1.0",
    id,
    source: "/classifier",
    type: "decision.made",
    time: new Date(startAt).toISOString(),
    data: {
      category: "STATEMENT_CATEGORY_VIOLENCE",
      decision_visibility: ["DECISION_VISIBILITY_CONTENT_REMOVED"],
      country,
    },
  });
  await source.events([made("a", "DE")]);
  at.clock.advance(1_000);
  await source.events([made("b", "FR")]);
  const coalesce = () => at.app.counting.coalesceCells(new AbortController().signal);
  const crossing = {
    measure: "takedowns",
    breakdowns: ["country", "category"],
    filter: {},
    grain: "hour",
    from: startAt,
    to: startAt + hour,
  };
  const keys = async () => {
    const { series, other } = await at.app.counting.readSeries(lead, crossing);
    const { ranked, keys } = await at.app.counting.readTotals(lead, crossing);
    return [series.map(({ key }) => key), other, ranked.map(({ key }) => key), keys];
  };
  await coalesce();
  const scope = { sourceId: source.id, to: startAt + 1_000 };
  await at.app.counting.voidEvents({ kind: "operator" }, { scope, reason: "a test run went live" });
  expect(await keys()).toEqual([["FR|violence"], null, ["FR|violence"], 1]);
  await coalesce();
  expect(await keys()).toEqual([["FR|violence"], null, ["FR|violence"], 1]);
});
