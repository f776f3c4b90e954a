import { describe, expect, test } from "vitest";
import type { Connection } from "../../components/live/connection.ts";
import { retryDelay } from "../../components/live/connection.ts";
import {
  answerLiveness,
  asWritten,
  emptied,
  flows,
  inSeconds,
  livenessOf,
  partly,
  sourcesLiveness,
  streamLiveness,
  usualGap,
} from "../../components/live/liveness.ts";
import { type ChartPacer, createChartPacer, type Job } from "../../components/live/pacer.ts";
import { createSeconds, createServerClock } from "../../components/live/server-clock.ts";
import { applySnapshot, emptyWindow } from "../../components/live/window-state.ts";

const now = Date.UTC(2026, 10, 23, 14, 32, 8);

function room(newest: number | null, lostAt: number | null = null) {
  const frame = { room: "r", epoch: "e", seq: 1, asOf: now, newest, buckets: [] };
  return {
    window: applySnapshot(emptyWindow("10s"), frame),
    synced: lostAt === null,
    lostAt,
    refusal: null,
    polled: false,
    pausedAt: null,
  };
}

describe("what may be believed", () => {
  test("is written in whole seconds, and by a tile without an age while it is live", () => {
    expect(inSeconds({ state: "live", age: 2_999 })).toEqual({ state: "live", age: 2_000 });
    expect(inSeconds({ state: "stale", age: 61_001, newest: 5 })).toEqual({ state: "stale", age: 61_000, newest: 5 });
    expect(inSeconds({ state: "live", age: null })).toEqual({ state: "live", age: null });
    expect(inSeconds({ state: "paused", at: 1_234 })).toEqual({ state: "paused", at: 1_234 });
    expect(asWritten({ state: "live", age: 2_999 })).toEqual({ state: "live", age: null });
    expect(asWritten({ state: "delayed", age: 10_900, newest: 5 })).toEqual({
      state: "delayed",
      age: 10_000,
      newest: 5,
    });
  });

  test.each([
    ["live", 10_000, 0],
    ["delayed", 10_001, 0],
    ["live", 30_000, 10_000],
    ["delayed", 30_001, 10_000],
    ["delayed", 15 * 60_000, 0],
    ["stale", 15 * 60_000 + 1, 0],
  ])("%s at an age of %d ms with a usual gap of %d ms", (state, age, gap) => {
    expect(livenessOf([room(now - age)], now, gap).state).toBe(state);
  });

  test("the newest event of rooms drawn together counts", () => {
    expect(livenessOf([room(now - 60_000), room(now - 2_000)], now, 0)).toEqual({ state: "live", age: 2_000 });
  });

  test("a lost line comes before the age of the data, and says how old what is drawn is", () => {
    expect(livenessOf([room(now - 1_000, now - 42_000)], now, 0)).toEqual({
      state: "disconnected",
      age: 42_000,
      lostAt: now - 42_000,
    });
    expect(livenessOf([room(now - 1_000, now - 2_000)], now, 0).state).toBe("live");
  });

  test("nothing yet is empty, and before the first snapshot it is loading", () => {
    expect(livenessOf([room(null)], now, 0).state).toBe("empty");
    const before = {
      window: emptyWindow("10s"),
      synced: false,
      lostAt: null,
      refusal: null,
      polled: false,
      pausedAt: null,
    };
    expect(livenessOf([before], now, 0).state).toBe("loading");
    expect(livenessOf([{ ...before, refusal: "Ask an administrator." }], now, 0).state).toBe("forbidden");
  });

  test("the usual gap is read from what is drawn", () => {
    expect(usualGap([0, 0, 1, 0, 0, 1, 0, 0, 1], 10_000)).toBe(30_000);
    expect(usualGap([5, 5, 5, 5], 10_000)).toBe(2_000);
    expect(usualGap([0, 0, 7], 10_000)).toBe(0);
  });
});

describe("a part is missing", () => {
  const missing = (lacking: number, of: number) => ({
    part: 0.4,
    of,
    sources: Array.from({ length: lacking }, (_, id) => {
      return { id, name: `Source ${id}`, state: "stale" as const, newestEvent: now - 1, part: 0.2 };
    }),
  });

  test("what is live becomes a part; what is delayed says so, too; all sources silent are no part", () => {
    expect(partly({ state: "live", age: 3 }, missing(1, 2))).toMatchObject({ state: "partial", age: 3 });
    expect(partly({ state: "delayed", age: 3, newest: 1 }, missing(1, 2))).toMatchObject({
      state: "delayed",
      missing: { of: 2 },
    });
    expect(partly({ state: "live", age: 3 }, missing(2, 2))).toEqual({ state: "live", age: 3 });
    expect(partly({ state: "live", age: 3 }, null)).toEqual({ state: "live", age: 3 });
    expect(partly({ state: "paused", at: 3 }, missing(1, 2))).toEqual({ state: "paused", at: 3 });
  });

  test("what sources sent is as fresh as the freshest of them", () => {
    const source = (state: "live" | "delayed" | "stale", age: number) => ({ state, newestEvent: now - age });
    const of = (...sources: ReturnType<typeof source>[]) => sourcesLiveness(sources, null, now);
    expect(of()).toEqual({ state: "live", age: null });
    expect(of(source("stale", 9_000_000), source("live", 2_000))).toEqual({ state: "live", age: 2_000 });
    expect(of(source("stale", 9_000_000), source("delayed", 60_000))).toMatchObject({ state: "delayed", age: 60_000 });
    expect(of(source("stale", 9_000_000))).toMatchObject({ state: "stale" });
    expect(sourcesLiveness([source("live", 2_000)], missing(1, 2), now).state).toBe("partial");
  });

  test("empty is only what is known to be so", () => {
    expect(emptied({ state: "live", age: null }, true, "no case")).toEqual({ state: "empty", word: "no case" });
    expect(emptied({ state: "live", age: null }, false).state).toBe("live");
    expect(emptied({ state: "loading" }, true).state).toBe("loading");
    expect(emptied({ state: "disconnected", age: 1, lostAt: 1 }, true).state).toBe("disconnected");
  });
});

describe("an answer", () => {
  const up: Connection = { phase: "connected" };
  const lost = (lastHeard: number | null): Connection => {
    return { phase: "disconnected", trouble: "lost", lastHeard, retryAt: null, connectedOnce: true };
  };
  const of = (asOf: number | null, connection: Connection = up, pausedAt: number | null = null) =>
    answerLiveness({ asOf, refusal: null, oldAfter: 15_000 }, { now, pausedAt, connection })?.state ?? null;

  test("is awaited, believed, and old after its time", () => {
    expect(of(null)).toBe("loading");
    expect(of(now - 15_000)).toBe(null);
    expect(of(now - 15_001)).toBe("disconnected");
    expect(of(now - 60_000, up, now - 59_000)).toBe("paused");
  });

  test("is old at once when the line is dead and nothing was answered since", () => {
    expect(of(now - 5_000, lost(now - 4_000))).toBe("disconnected");
    expect(of(now - 5_000, lost(now - 1_000)), "the line is only being opened again").toBe(null);
    expect(of(now - 1_000, lost(now - 4_000)), "answered since").toBe(null);
    expect(of(now - 5_000, lost(null)), "there never was a line").toBe(null);
  });

  test("that is refused says why; one that fails is no figure, but what was answered before stays", () => {
    const ask = (asOf: number | null, forbidden: boolean) =>
      answerLiveness(
        { asOf, refusal: { forbidden, words: "Ask an administrator." }, oldAfter: 15_000 },
        { now, pausedAt: null, connection: up },
      );
    expect(ask(now, true)).toEqual({ state: "forbidden", reason: "Ask an administrator." });
    expect(ask(null, false)?.state).toBe("disconnected");
    expect(ask(now, false)).toBe(null);
  });

  test("of the hotline may be refused, too", () => {
    const view = { cases: new Map(), synced: false, lostAt: null, polledAt: null, refusal: null };
    expect(streamLiveness(view, now).state).toBe("loading");
    expect(streamLiveness({ ...view, synced: true }, now).state).toBe("live");
    expect(streamLiveness({ ...view, refusal: "Ask an administrator." }, now).state).toBe("forbidden");
    expect(streamLiveness({ ...view, polledAt: now - 5_000, lostAt: now - 5_000 }, now).state).toBe("delayed");
  });
});

describe("events flow", () => {
  test("when several a bucket are usual, for at least a minute's worth of buckets", () => {
    expect(flows([9, 9, 9, 9, 9, 9, 2], 10_000)).toBe(true);
    expect(flows([9, 9, 9, 9, 9], 10_000)).toBe(false);
    expect(flows([1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1], 10_000)).toBe(false);
    expect(flows([1, 1, 1, 1, 1, 1, 1], 10_000)).toBe(false);
  });
});

describe("the server's time", () => {
  test("follows the server, whatever the computer's clock says", () => {
    let monotonic = 5_000;
    const clock = createServerClock(now, () => monotonic);
    monotonic += 1_000;
    expect(clock.now()).toBe(now + 1_000);
    clock.correct(now + 1_400);
    expect(clock.now()).toBe(now + 1_400);
  });

  test("a tick that travelled long does not set it back, a server that was set back does", () => {
    const clock = createServerClock(now, () => 0);
    clock.correct(now + 100);
    clock.correct(now - 300);
    expect(clock.now()).toBe(now + 100);
    clock.correct(now - 3_600_000);
    expect(clock.now()).toBe(now - 3_600_000);
  });

  test("the page and the browser draw the same second, whenever each comes to it", () => {
    const drawn = 1_790_000_000_999;
    let monotonic = 0;
    const clock = createServerClock(drawn, () => monotonic);
    for (const late of [0, 1, 250, 30_000]) {
      monotonic = late;
      expect(createSeconds(clock, drawn).read()).toBe(1_790_000_000_000);
    }
  });
});

describe("trying again", () => {
  test("waits longer each time, never above 8 seconds, and never twice the same for all", () => {
    expect([0, 1, 2, 3, 4, 9].map((attempt) => retryDelay(attempt, () => 1))).toEqual([
      500, 1_000, 2_000, 4_000, 8_000, 8_000,
    ]);
    expect(retryDelay(4, () => 0)).toBe(4_000);
  });
});

describe("charts commit", () => {
  test("one a task, at most twice a second each, and what was held back is caught up with", async () => {
    let allowed = true;
    const pacer = createChartPacer(() => allowed);
    const commits: { name: string; at: number }[] = [];
    let committing = false;
    const jobs = ["a", "b"].map((name): Job => {
      const commit = () => {
        expect(committing).toBe(false);
        committing = true;
        queueMicrotask(() => {
          committing = false;
        });
        commits.push({ name, at: performance.now() });
      };
      return { visible: true, commit };
    });
    const feeding = setInterval(() => markAll(pacer, jobs), 20);
    await new Promise((resolve) => setTimeout(resolve, 1_300));
    clearInterval(feeding);
    for (const name of ["a", "b"]) {
      const times = commits.filter((one) => one.name === name).map(({ at }) => at);
      expect(times.length).toBeGreaterThanOrEqual(2);
      expect(times.length).toBeLessThanOrEqual(3);
      for (const [index, at] of times.entries()) {
        if (index > 0) expect(at - (times[index - 1] ?? 0)).toBeGreaterThanOrEqual(499);
      }
    }
    await new Promise((resolve) => setTimeout(resolve, 600));
    allowed = false;
    const before = commits.length;
    markAll(pacer, jobs);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(commits.length).toBe(before);
    allowed = true;
    pacer.wake();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(commits.length).toBe(before + 2);
  });
});

function markAll(pacer: ChartPacer, jobs: readonly Job[]): void {
  for (const job of jobs) pacer.mark(job);
}
