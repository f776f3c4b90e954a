import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { healthOf } from "../../server/jobs/chore-health.ts";
import { lastDue, nextDue } from "../../server/jobs/cron.ts";

const at = (text: string) => Date.parse(`${text}Z`);

describe("when a chore is due", () => {
  test.each([
    ["* * * * *", "2026-11-24T10:00:30", "2026-11-24T10:01:00", "2026-11-24T10:00:00"],
    ["12 * * * *", "2026-11-24T10:12:00", "2026-11-24T11:12:00", "2026-11-24T10:12:00"],
    ["7 0 * * *", "2026-12-31T23:59:59", "2027-01-01T00:07:00", "2026-12-31T00:07:00"],
    ["0 3 1 * *", "2026-02-02T00:00:00", "2026-03-01T03:00:00", "2026-02-01T03:00:00"],
    ["0 0 * * 0", "2026-11-24T00:00:00", "2026-11-29T00:00:00", "2026-11-22T00:00:00"],
  ])("%s at %s", (cron, now, next, last) => {
    expect([nextDue(cron, at(now)), lastDue(cron, at(now))]).toEqual([at(next), at(last)]);
  });

  test("the next time is the first after now, the last one the newest up to now", () => {
    const field = (max: number) => fc.option(fc.integer({ min: 0, max }), { nil: null });
    fc.assert(
      fc.property(field(59), field(23), fc.integer({ min: 0, max: 4e12 }), (minute, hour, now) => {
        const cron = `${minute ?? "*"} ${hour ?? "*"} * * *`;
        const [next, last] = [nextDue(cron, now), lastDue(cron, now)];
        expect(last).toBeLessThanOrEqual(now);
        expect(next).toBeGreaterThan(now);
        expect(lastDue(cron, next - 1)).toBe(last);
        expect(nextDue(cron, last)).toBe(next);
      }),
    );
  });

  test.each(["*/5 * * * *", "1,2 * * * *", "* * * *", "@daily"])("%s is not how chores are written", (cron) => {
    expect(() => nextDue(cron, 0)).toThrow(/five fields/);
  });

  test("a day that never comes is said", () => {
    expect(() => nextDue("0 0 31 2 *", 0)).toThrow(/month/);
  });
});

describe("how a chore does", () => {
  const minute = 60_000;
  const now = at("2026-11-24T10:20:00");
  const hourly = { name: "prune", cron: "12 * * * *" };
  const record = {
    ...{ name: "prune", now, scheduledAt: 0, state: "completed", failure: null },
    ...{ startedAt: at("2026-11-24T10:12:10"), endedAt: at("2026-11-24T10:12:14"), doneAt: at("2026-11-24T10:12:14") },
  };

  test("done in its time", () => {
    expect(healthOf(hourly, record)).toEqual({
      ...hourly,
      last: { startedAt: record.startedAt, tookMs: 4_000, outcome: "done", failure: null },
      doneAt: record.doneAt,
      nextAt: at("2026-11-24T11:12:00"),
      overdue: false,
    });
  });

  test("five minutes after it was due it is overdue unless it was done since, or is new", () => {
    const before = { ...record, doneAt: at("2026-11-24T09:12:14") };
    expect(healthOf(hourly, { ...before, now: at("2026-11-24T10:16:59") }).overdue).toBe(false);
    expect(healthOf(hourly, { ...before, now: at("2026-11-24T10:17:00") }).overdue).toBe(true);
    expect(healthOf(hourly, { ...before, doneAt: null }).overdue).toBe(true);
    expect(healthOf(hourly, { ...before, doneAt: null, scheduledAt: now - minute }).overdue).toBe(false);
  });

  test("a chore of every minute is overdue after five of them", () => {
    const often = { name: "fold", cron: "* * * * *" };
    expect(healthOf(often, { ...record, doneAt: now - 5 * minute }).overdue).toBe(false);
    expect(healthOf(often, { ...record, doneAt: now - 5 * minute - 1 }).overdue).toBe(true);
  });

  test("one that runs, one that failed, one that never ran", () => {
    const running = healthOf(hourly, { ...record, state: "active", endedAt: null, failure: "of the try before" });
    expect(running.last).toMatchObject({ outcome: "running", tookMs: now - record.startedAt, failure: null });
    const failed = healthOf(hourly, { ...record, state: "failed", failure: "x".repeat(1_000) });
    expect(failed.last).toMatchObject({ outcome: "failed", failure: "x".repeat(300) });
    expect(healthOf(hourly, { ...record, state: null, startedAt: null, endedAt: null }).last).toBeNull();
  });
});
