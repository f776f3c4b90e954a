import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { acceptableTime, identityOf, statementTime, timingOf } from "../../server/counting/rules.ts";
import { parseDateTime } from "../../server/kernel/rfc3339.ts";

const received = Date.UTC(2026, 4, 20, 12);
const minute = 60_000;

describe("timing", () => {
  test.each([
    [0, "live"],
    [15 * minute, "live"],
    [15 * minute + 1, "late"],
    [-5 * minute, "live"],
    [365 * 24 * 60 * minute, "late"],
  ])("%d ms old is %s", (age, timing) => expect(timingOf(received - age, received)).toBe(timing));

  test.each([
    [Date.UTC(2000, 0, 1), true],
    [Date.UTC(2000, 0, 1) - 1, false],
    [received, true],
    [received + 5 * minute, true],
    [received + 5 * minute + 1, false],
    [Number.NaN, false],
    [Number.POSITIVE_INFINITY, false],
  ])("event time %d is acceptable: %s", (time, acceptable) => expect(acceptableTime(time, received)).toBe(acceptable));
});

describe("a statement's day", () => {
  const day = Date.UTC(2026, 4, 20);
  test.each([
    ["2026-05-20", received, { eventTime: received, timing: "live" }],
    ["2026-05-20", day, { eventTime: day, timing: "live" }],
    ["2026-05-20", day + 86_399_999, { eventTime: day + 86_399_999, timing: "live" }],
    ["2026-05-19", received, { eventTime: Date.UTC(2026, 4, 19, 23, 59, 59, 999), timing: "late" }],
    ["2026-05-19", day, { eventTime: day - 1, timing: "late" }],
    ["2026-05-18", received, { eventTime: Date.UTC(2026, 4, 18), timing: "date_only" }],
    ["2020-01-01", received, { eventTime: Date.UTC(2020, 0, 1), timing: "date_only" }],
    ["2026-05-21", received, undefined],
    ["2026-05-21", day + 86_400_000 - 5 * minute, { eventTime: day + 86_400_000 - 5 * minute, timing: "live" }],
    ["2026-05-21", day + 86_400_000 - 5 * minute - 1, undefined],
    ["2038-01-01", received, undefined],
  ])("%s received at %d counts at %j", (date, at, expected) => expect(statementTime(date, at)).toEqual(expected));

  test("a statement dated yesterday does not move today's chart", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 86_399_999 }), fc.integer({ min: 1, max: 2_000 }), (ofDay, daysAgo) => {
        const date = new Date(day - daysAgo * 86_400_000).toISOString().slice(0, 10);
        const time = statementTime(date, day + ofDay);
        expect(time?.timing).not.toBe("live");
        expect(time?.eventTime).toBeLessThan(day);
      }),
    );
  });
});

describe("identity", () => {
  const name = { sourceId: 7, door: "ce" as const, cloudEventsSource: "/app", id: "42" };

  test("is the head of SHA-256 over four parts, each behind its length in bytes", () => {
    const digest = createHash("sha256").update("1:72:ce4:/app2:42").digest();
    expect(identityOf(name).replaceAll("-", "")).toBe(digest.subarray(0, 16).toString("hex"));
    expect(identityOf(name)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/);
  });
  test("counts bytes, not characters", () => {
    const digest = createHash("sha256").update("1:72:ce5:/ä€1:x").digest("hex");
    const counted = createHash("sha256").update("1:72:ce6:/ä€1:x").digest("hex");
    const identity = identityOf({ ...name, cloudEventsSource: "/ä€", id: "x" }).replaceAll("-", "");
    expect(identity).toBe(counted.slice(0, 32));
    expect(identity).not.toBe(digest.slice(0, 32));
  });
  test("two producers with the same id are two events", () => {
    const other = { ...name, cloudEventsSource: "/other" };
    const statement = { ...name, door: "sor" as const, cloudEventsSource: "" };
    const elsewhere = { ...name, sourceId: 8 };
    expect(new Set([name, other, statement, elsewhere].map(identityOf)).size).toBe(4);
  });
  test("no two names share an identity, wherever one part ends and the next begins", () => {
    const part = fc.string({ unit: fc.constantFrom("1", ":", "2", "ce", "sor"), maxLength: 6 });
    const anyName = fc.record({
      sourceId: fc.integer({ min: 1, max: 99 }),
      door: fc.constantFrom("sor" as const, "ce" as const),
      cloudEventsSource: part,
      id: part,
    });
    fc.assert(
      fc.property(anyName, anyName, (a, b) => {
        expect(identityOf(a) === identityOf(b)).toBe(JSON.stringify(a) === JSON.stringify(b));
      }),
      { numRuns: 10_000 },
    );
  });
});

describe("RFC 3339", () => {
  test.each([
    ["2026-05-20T12:00:00Z", received],
    ["2026-05-20t12:00:00z", received],
    ["2026-05-20T14:00:00+02:00", received],
    ["2026-05-20T06:30:00-05:30", received],
    ["2026-05-20T12:00:00.5Z", received + 500],
    ["2026-05-20T12:00:00.123456789Z", received + 123],
    ["2024-02-29T00:00:00Z", Date.UTC(2024, 1, 29)],
    ["2000-02-29T00:00:00Z", Date.UTC(2000, 1, 29)],
    ["2016-12-31T23:59:60Z", Date.UTC(2017, 0, 1)],
  ])("%s", (text, time) => expect(parseDateTime(text)).toBe(time));
  test.each([
    "",
    "now",
    "2026-05-20",
    "2026-05-20T12:00:00",
    "2026-05-20 12:00:00Z",
    "2026-05-20T12:00Z",
    "2026-05-20T24:00:00Z",
    "2026-05-20T12:60:00Z",
    "2026-05-20T12:00:60Z",
    "2026-02-29T00:00:00Z",
    "2100-02-29T00:00:00Z",
    "2026-04-31T00:00:00Z",
    "2026-13-01T00:00:00Z",
    "2026-00-01T00:00:00Z",
    "2026-01-00T00:00:00Z",
    "2026-05-20T12:00:00+24:00",
    "2026-05-20T12:00:00+0200",
    "2026-05-20T12:00:00.Z",
    "2026-05-20T12:00:00,5Z",
    "+002026-05-20T12:00:00Z",
    "0050-05-20T12:00:00Z",
    "2026-05-20T12:00:00Z\n",
    ` ${"2026-05-20T12:00:00Z"}`,
    "２０２６-05-20T12:00:00Z",
  ])("%j is refused", (text) => expect(parseDateTime(text)).toBeUndefined());
  test("agrees with the engine on every time that it writes", () => {
    const anyTime = fc.date({
      min: new Date("0100-01-01T00:00:00Z"),
      max: new Date("9999-12-31T23:59:59Z"),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(anyTime, (date) => {
        expect(parseDateTime(date.toISOString())).toBe(date.getTime());
      }),
      {
        numRuns: 10_000,
      },
    );
  });
});
