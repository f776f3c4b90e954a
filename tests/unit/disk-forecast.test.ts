import fc from "fast-check";
import { expect, test } from "vitest";
import { bytesIn, forecastDisk, growthOf } from "../../server/retention/rules.ts";

const bytes = fc.integer({ min: 0, max: 10 ** 13 });
const growth = fc.integer({ min: -(10 ** 10), max: 10 ** 10 });
const days = fc.integer({ min: 0, max: 1000 });
const kept = fc.option(fc.integer({ min: 1, max: 400 }));

test("a table is never foretold to be smaller later than sooner, or than now", () => {
  fc.assert(
    fc.property(bytes, growth, kept, days, days, (now, bytesPerDay, keptDays, one, other) => {
      const table = { bytes: now, bytesPerDay, keptDays };
      const [soon, late] = [bytesIn(Math.min(one, other), table), bytesIn(Math.max(one, other), table)];
      expect(soon).toBeGreaterThanOrEqual(now);
      expect(late).toBeGreaterThanOrEqual(soon ?? Number.NaN);
    }),
  );
});

test("a table that is kept some days never grows past as many days of its growth, one that is kept for ever has no end", () => {
  fc.assert(
    fc.property(bytes, growth, fc.integer({ min: 1, max: 400 }), days, (now, bytesPerDay, keptDays, ahead) => {
      const limit = Math.max(now, bytesPerDay * keptDays);
      expect(bytesIn(ahead, { bytes: now, bytesPerDay, keptDays })).toBeLessThanOrEqual(limit);
      const endless = bytesIn(ahead, { bytes: now, bytesPerDay, keptDays: null });
      expect(endless).toBe(now + Math.max(0, bytesPerDay) * ahead);
    }),
  );
});

test("without two measured days nothing is foretold", () => {
  expect(growthOf([])).toBeNull();
  expect(growthOf([{ day: "2026-11-24", bytes: 5 }])).toBeNull();
  const disk = forecastDisk(
    { databaseBytes: 70, relations: [{ relation: "raw_event", bytes: 50 }] },
    [{ day: "2026-11-24", relation: "raw_event", bytes: 50 }],
    new Map([["raw_event", 35]]),
  );
  const unknown = { 30: null, 90: null, 365: null };
  expect(disk).toEqual({
    measuredDays: 1,
    databaseBytes: 70,
    relations: [{ relation: "raw_event", bytes: 50, bytesPerDay: null, keptDays: 35, forecast: unknown }],
    total: { bytes: 50, bytesPerDay: null, forecast: unknown },
  });
});

test("growth is measured between the first and the last day, also over days without a measurement", () => {
  const measured = [
    { day: "2026-11-20", bytes: 400 },
    { day: "2026-11-10", bytes: 100 },
    { day: "2026-11-11", bytes: 9_000 },
  ];
  expect(growthOf(measured)).toBe(30);
});

test("the sum holds a table that is new as it is now, and each other one up to its keep", () => {
  const disk = forecastDisk(
    {
      databaseBytes: 1_000,
      relations: [
        { relation: "statement", bytes: 200 },
        { relation: "event_identity", bytes: 300 },
        { relation: "voiding", bytes: 7 },
      ],
    },
    [
      { day: "2026-11-23", relation: "statement", bytes: 190 },
      { day: "2026-11-24", relation: "statement", bytes: 200 },
      { day: "2026-11-23", relation: "event_identity", bytes: 280 },
      { day: "2026-11-24", relation: "event_identity", bytes: 300 },
      { day: "2026-11-24", relation: "voiding", bytes: 7 },
    ],
    new Map([["statement", 50]]),
  );
  expect(disk.relations.map(({ relation }) => relation)).toEqual(["event_identity", "statement", "voiding"]);
  expect(disk.relations[0]?.forecast).toEqual({ 30: 900, 90: 2_100, 365: 7_600 });
  expect(disk.relations[1]?.forecast).toEqual({ 30: 500, 90: 500, 365: 500 });
  expect(disk.total).toEqual({ bytes: 507, bytesPerDay: 30, forecast: { 30: 1_407, 90: 2_607, 365: 8_107 } });
});
