import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type ClockRun, clockKinds } from "../../server/hotline/clocks/contract.ts";
import {
  clockRules,
  clocksAtReceipt,
  durationMs,
  hasRunOut,
  marksOf,
  ranMs,
  standingOf,
} from "../../server/hotline/clocks/rules.ts";
import { legalBases } from "../../server/hotline/contract.ts";

const hour = 3_600_000;
const start = Date.UTC(2026, 10, 23, 13, 49, 50);

/** A clock with pauses that follow each other, the last perhaps without an end, and perhaps a stop after them. */
const clocks: fc.Arbitrary<ClockRun> = fc
  .record({
    startedAt: fc.integer({ min: 0, max: 2 ** 41 }),
    limitMs: fc.integer({ min: 1, max: 240 * hour }),
    steps: fc.array(fc.tuple(fc.integer({ min: 0, max: 9 * hour }), fc.integer({ min: 0, max: 9 * hour })), {
      maxLength: 5,
    }),
    end: fc.constantFrom("runs", "stands", "stopped"),
    more: fc.integer({ min: 0, max: 99 * hour }),
  })
  .map(({ startedAt, limitMs, steps, end, more }) => {
    let at = startedAt;
    const pauses: { from: number; to: number | null }[] = steps.map(([gap, length]) => {
      const from = at + gap;
      at = from + length;
      return { from, to: at };
    });
    const last = pauses.at(-1);
    if (end === "stands" && last) last.to = null;
    return { startedAt, limitMs, pauses, stoppedAt: end === "stopped" ? at + more : null };
  });
const times = fc.integer({ min: -hour, max: 400 * hour });
const running = (more: Partial<ClockRun> = {}): ClockRun => ({
  ...{ startedAt: start, limitMs: hour, pauses: [], stoppedAt: null },
  ...more,
});

describe("a clock", () => {
  test("a removal order of 14:49:50 runs out at 15:49:50; warned at half, paged at three quarters", () => {
    const clock = running();
    expect(marksOf(clock)).toEqual({
      half: start + hour / 2,
      threeQuarters: start + 0.75 * hour,
      breach: start + hour,
    });
    expect(standingOf(clock)).toEqual({ dueAt: start + hour, leftMs: null });
    expect(hasRunOut(clock, start + hour)).toBe(false);
    expect(hasRunOut(clock, start + hour + 1)).toBe(true);
  });

  test("standing still it keeps what is left; running again its end has moved by the pause", () => {
    const paused = running({ pauses: [{ from: start + 0.6 * hour, to: null }] });
    expect(standingOf(paused)).toEqual({ dueAt: null, leftMs: 0.4 * hour });
    expect(marksOf(paused)).toEqual({ half: start + hour / 2, threeQuarters: null, breach: null });
    const resumed = running({ pauses: [{ from: start + 0.6 * hour, to: start + 5.6 * hour }] });
    expect(standingOf(resumed)).toEqual({ dueAt: start + 6 * hour, leftMs: null });
  });

  test("stopped in time it has no breach; stopped late it keeps the one it had", () => {
    expect(marksOf(running({ stoppedAt: start + 0.6 * hour }))).toEqual({
      half: start + hour / 2,
      threeQuarters: null,
      breach: null,
    });
    const late = running({ stoppedAt: start + 2 * hour });
    expect(marksOf(late).breach).toBe(start + hour);
    expect(standingOf(late)).toEqual({ dueAt: null, leftMs: -hour });
  });

  test("time that was run is never taken back: not by waiting, not by a pause", () => {
    fc.assert(
      fc.property(clocks, times, fc.integer({ min: 0, max: 99 * hour }), (clock, after, more) => {
        const now = clock.startedAt + after;
        const ran = ranMs(clock, now);
        expect(ran).toBeGreaterThanOrEqual(0);
        expect(ranMs(clock, now + more)).toBeGreaterThanOrEqual(ran);
        expect(ranMs(clock, now + more)).toBeLessThanOrEqual(ran + more);
        if (clock.stoppedAt !== null || clock.pauses.some(({ to }) => to === null || to > now)) return;
        const paused = { ...clock, pauses: [...clock.pauses, { from: Math.max(now, clock.startedAt), to: null }] };
        expect(ranMs(paused, now + more)).toBe(ranMs(clock, Math.max(now, clock.startedAt)));
      }),
      { numRuns: 3_000 },
    );
  });

  test("no clock ends before its start and limit, and each pause moves its end by its own length", () => {
    fc.assert(
      fc.property(clocks, (clock) => {
        const { dueAt } = standingOf(clock);
        const { half, threeQuarters, breach } = marksOf(clock);
        const marks = [half, threeQuarters, breach].filter((mark) => mark !== null);
        expect(marks).toEqual(marks.toSorted((a, b) => a - b));
        for (const mark of marks) expect(mark).toBeGreaterThanOrEqual(clock.startedAt);
        if (dueAt === null) return;
        expect(dueAt).toBe(breach);
        expect(dueAt).toBeGreaterThanOrEqual(clock.startedAt + clock.limitMs);
        const before = clock.pauses.filter(({ from }) => from < dueAt);
        const stood = before.reduce((sum, { from, to }) => sum + ((to ?? from) - from), 0);
        expect(dueAt).toBe(clock.startedAt + clock.limitMs + stood);
      }),
      { numRuns: 3_000 },
    );
  });

  test("at each mark exactly that part has been run, and it runs out just after its breach", () => {
    fc.assert(
      fc.property(clocks, (clock) => {
        const { half, threeQuarters, breach } = marksOf(clock);
        if (half !== null) expect(ranMs(clock, half)).toBe(Math.ceil(clock.limitMs / 2));
        if (threeQuarters !== null) expect(ranMs(clock, threeQuarters)).toBe(Math.ceil(clock.limitMs * 0.75));
        if (breach === null) return;
        expect(ranMs(clock, breach)).toBe(clock.limitMs);
        expect(hasRunOut(clock, breach)).toBe(false);
      }),
      { numRuns: 3_000 },
    );
  });
});

describe("the rules of clocks", () => {
  test("every kind has a rule; only what the law limits is called law, and all else an internal target", () => {
    expect([...clockRules.keys()].sort()).toEqual([...clockKinds].sort());
    const law = [...clockRules.values()].filter(({ basis }) => basis === "law").map(({ kind }) => kind);
    expect(law).toEqual(["tco_remove", "epoc_emergency", "epoc_standard", "uk_intimate", "uk_nca_info"]);
    for (const { kind, basis, law: named, confidence } of clockRules.values()) {
      if (basis === "law") expect(named, kind).not.toBeNull();
      expect(confidence === "own", kind).toBe(named === null);
    }
  });

  test.each([
    ["tco_remove", hour],
    ["epoc_emergency", 8 * hour],
    ["epoc_standard", 240 * hour],
    ["uk_intimate", 48 * hour],
    ["uk_nca_info", 7 * 24 * hour],
    ["dsa_art18", hour / 2],
  ] as const)("%s runs %d ms", (kind, limitMs) => {
    expect(clockRules.get(kind)?.limitMs).toBe(limitMs);
  });

  test("every case has the two clocks of ours; a basis in law adds its own", () => {
    expect(clocksAtReceipt(null)).toEqual(["acknowledge", "first_answer"]);
    for (const basis of legalBases) {
      const kinds = clocksAtReceipt(basis);
      expect(kinds.slice(0, 2)).toEqual(["acknowledge", "first_answer"]);
      expect(kinds.length > 2).toBe(basis !== "none");
      expect(new Set(kinds).size).toBe(kinds.length);
    }
    expect(clocksAtReceipt("production_order_emergency")).toContain("epoc_preserve");
  });

  test("durations are read as ISO 8601 writes them, and nothing else is", () => {
    expect(durationMs("P1DT2H3M4S")).toBe(26 * hour + 184_000);
    for (const text of ["", "P", "PT", "1H", "P1M", "PT1.5H", "-PT1H", "immediately"]) {
      expect(() => durationMs(text), text).toThrow(/duration/);
    }
  });
});
