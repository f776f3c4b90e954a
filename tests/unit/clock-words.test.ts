import { describe, expect, test } from "vitest";
import { clockStanding } from "../../components/panels/clock-words.ts";
import type { CaseClock, ClockRun } from "../../server/hotline/clocks/contract.ts";
import { marksOf, standingOf } from "../../server/hotline/clocks/rules.ts";

const minute = 60_000;
const start = Date.UTC(2026, 10, 23, 14);
function clock(given: Partial<ClockRun> = {}): CaseClock {
  const run: ClockRun = { startedAt: start, limitMs: 60 * minute, pauses: [], stoppedAt: null, ...given };
  return {
    ...run,
    ...{ id: "", kind: "tco_remove", name: "Remove", law: null, basis: "law", confidence: "source", mayPauseFor: [] },
    pauses: run.pauses.map((pause) => ({ ...pause, reason: "awaiting_authority", evidence: "", by: "Ada" })),
    stoppedBy: null,
    ...standingOf(run),
    marks: marksOf(run),
  };
}
const at = (minutes: number, given?: Partial<ClockRun>) => clockStanding(clock(given), start + minutes * minute);

describe("a clock says how it stands in words, not by its shape alone", () => {
  test.each([
    [0, "ok", null],
    [29, "ok", null],
    [30, "warning", "half of the time has run"],
    [44, "warning", "half of the time has run"],
    [45, "warning", "three quarters of the time have run"],
    [60, "warning", "three quarters of the time have run"],
    [61, "critical", "the time has run out"],
  ])("after %i of 60 minutes", (minutes, glyph, sentence) => {
    expect(at(minutes)).toMatchObject({ glyph, sentence });
  });

  test("pauses do not count", () => {
    const pauses = [{ from: start + 10 * minute, to: start + 30 * minute }];
    expect(at(49, { pauses })).toMatchObject({ word: "running", sentence: null });
    expect(at(50, { pauses })).toMatchObject({ sentence: "half of the time has run" });
    expect(at(50, { pauses: [{ from: start + minute, to: null }] })).toMatchObject({ sentence: "paused" });
  });

  test("stopped, it was met or missed", () => {
    expect(at(90, { stoppedAt: start + 40 * minute })).toMatchObject({ word: "met", glyph: "done" });
    expect(at(90, { stoppedAt: start + 61 * minute })).toMatchObject({ word: "missed", glyph: "critical" });
  });
});
