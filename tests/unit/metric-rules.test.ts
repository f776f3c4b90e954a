import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { missedMinutes, type RuleCondition, ruleDefinitionSchema } from "../../server/alerts/rule/contract.ts";
import {
  completeUntil,
  conditionWords,
  firesAfter,
  firingKeys,
  firingSteps,
  firingsOver,
  type Minute,
  minutesNeeded,
  newestOf,
  seenWords,
  seriesWords,
} from "../../server/alerts/rule/rules.ts";
import { measures } from "../../server/counting/series/contract.ts";
import { viewSchema } from "../../server/realtime/contract.ts";

const minuteMs = 60_000;
const rule = (given: Partial<RuleCondition> = {}): RuleCondition => ({
  ...{ measure: "takedowns", breakdowns: [], filter: {}, comparison: "above", value: 10, minutes: 3 },
  ...given,
});

const anyRule: fc.Arbitrary<RuleCondition> = fc
  .record({
    comparison: fc.constantFrom("above", "below", "absent"),
    value: fc.integer({ min: 1, max: 4 }),
    minutes: fc.integer({ min: 1, max: 5 }),
  })
  .map(({ comparison, value, minutes }) =>
    rule({ comparison, minutes, value: comparison === "absent" ? null : value }),
  );
const anyMinutes: fc.Arbitrary<Minute[]> = fc.array(
  fc.oneof({ weight: 8, arbitrary: fc.integer({ min: 0, max: 5 }) }, { weight: 1, arbitrary: fc.constant(null) }),
  { maxLength: 60 },
);

/** The same said otherwise: what holds is what the newest stretch said that says anything. */
function firesByHand({ comparison, value, minutes: length }: RuleCondition, minutes: readonly Minute[]): boolean {
  const limit = value ?? 0;
  const asSought = (count: Minute) =>
    count !== null && (comparison === "above" ? count > limit : comparison === "below" ? count < limit : count === 0);
  const otherwise = (count: Minute) => count !== null && !asSought(count);
  for (let end = minutes.length; end >= length; end--) {
    const stretch = minutes.slice(end - length, end);
    if (stretch.every(asSought)) return true;
    if (comparison === "absent" ? otherwise(stretch.at(-1) ?? null) : stretch.every(otherwise)) return false;
  }
  return false;
}

const step = (one: RuleCondition, minutes: readonly Minute[]): boolean[] => {
  const states: boolean[] = [];
  let fires = false;
  for (let end = 1; end <= minutes.length; end++) {
    fires = firesAfter(one, fires, minutes.slice(Math.max(0, end - one.minutes), end));
    states.push(fires);
  }
  return states;
};

describe("when a rule fires", () => {
  test("as the naive model says, minute by minute", () => {
    fc.assert(
      fc.property(anyRule, anyMinutes, (one, minutes) => {
        const states = step(one, minutes);
        for (const [index, fires] of states.entries())
          expect(fires).toBe(firesByHand(one, minutes.slice(0, index + 1)));
      }),
      { numRuns: 2_000 },
    );
  });

  test("thresholds change no sooner than after as many minutes as they ask for", () => {
    fc.assert(
      fc.property(anyRule, anyMinutes, (one, minutes) => {
        fc.pre(one.comparison !== "absent");
        let last = Number.NEGATIVE_INFINITY;
        for (const [index, fires] of step(one, minutes).entries()) {
          if (fires === (step(one, minutes)[index - 1] ?? false)) continue;
          expect(index - last).toBeGreaterThanOrEqual(one.minutes);
          last = index;
        }
      }),
    );
  });

  test("a preview tells the same changes as looking minute by minute does", () => {
    fc.assert(
      fc.property(anyRule, anyMinutes, (one, minutes) => {
        const firings = firingsOver(one, 0, minutes);
        const fires = (at: number) => firings.some(({ from, to }) => from <= at && (to === null || at < to));
        for (const [index, state] of step(one, minutes).entries()) expect(fires((index + 1) * minuteMs)).toBe(state);
      }),
    );
  });

  test("users in total are watched as counts are, up to a value that counts have not", () => {
    const many = rule({ measure: "total_users", value: 1_000_000_000, minutes: 2 });
    expect(firesAfter(many, false, [1_000_000_001, 1_000_000_002])).toBe(true);
    expect(firesAfter(many, true, [1_000_000_001, 999_999_999])).toBe(true);
    expect(firesAfter(many, true, [999_999_999, 999_999_998])).toBe(false);
  });

  test("what is not known is neither nothing nor something", () => {
    expect(firesAfter(rule({ comparison: "absent", value: null }), false, [0, null, 0])).toBe(false);
    expect(firesAfter(rule({ comparison: "absent", value: null }), true, [0, 0, null])).toBe(true);
    expect(firesAfter(rule({ comparison: "below" }), false, [null, null, null])).toBe(false);
    expect(firesAfter(rule(), true, [null, 0, 0])).toBe(true);
  });

  test("a minute is looked at 15 seconds after its end, for senders that take a while", () => {
    const minute = Date.UTC(2026, 10, 24, 14, 3);
    expect(completeUntil(minute + 14_999)).toBe(minute - minuteMs);
    expect(completeUntil(minute + 15_000)).toBe(minute);
  });
});

describe("each value of a breakdown", () => {
  const keys = ["violence", "self_harm", "none"];
  /** Stretches of the same figure, so that values fall silent for longer than live views show them. */
  const anyLong: fc.Arbitrary<Minute[]> = fc
    .array(
      fc.tuple(
        fc.constantFrom<Minute>(0, 0, 0, 1, 3, 5, null),
        fc.constantFrom(1, 2, 3, missedMinutes - 1, missedMinutes),
      ),
      { minLength: 1, maxLength: 8 },
    )
    .map((stretches) => stretches.flatMap(([count, length]) => Array<Minute>(length).fill(count)));
  const anySplit = fc.tuple(anyRule, fc.tuple(anyLong, anyLong, anyLong)).map(([one, lines]) => {
    const length = Math.min(...lines.map((line) => line.length));
    const series = new Map(keys.map((key, index) => [key, (lines[index] ?? []).slice(0, length)]));
    return { one: { ...one, breakdowns: ["category" as const] }, series, length };
  });

  /** What only the newest minutes decide, looked at once for each minute; what was counted of a key in them or not. */
  const looks = ({ one, series, length }: { one: RuleCondition; series: Map<string, Minute[]>; length: number }) => {
    const states: Set<string>[] = [];
    let fired = new Set<string>();
    for (let end = 1; end <= length; end++) {
      const newest = [...series].map(
        ([key, line]) => [key, line.slice(Math.max(0, end - minutesNeeded(one)), end)] as const,
      );
      const counted = newest.filter(([, line]) => line.some((count) => count !== null && count > 0));
      const nothing = Array<Minute>(newest[0]?.[1].length ?? 0).fill(0);
      fired = firingKeys(one, fired, { series: new Map(counted), nothing });
      states.push(fired);
    }
    return states;
  };

  test("fires as a rule of that value alone would, unless little of it is missed by nobody", () => {
    fc.assert(
      fc.property(anySplit, (split) => {
        const { one, series } = split;
        // Where nothing was counted a series is not read, so that what is not known of it is not known to be so.
        for (const line of series.values()) for (const [at, count] of line.entries()) line[at] = count ?? 0;
        for (const [index, fires] of looks(split).entries()) {
          for (const [key, line] of series) {
            const until = line.slice(0, index + 1);
            expect(fires.has(key)).toBe(firesMissed(one, until));
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  /** The naive model of one value: as a rule of it alone, but it begins only while something of it was counted lately. */
  function firesMissed(one: RuleCondition, minutes: readonly Minute[]): boolean {
    let fires = false;
    for (let end = one.minutes; end <= minutes.length; end++) {
      const newest = minutes.slice(end - one.minutes, end).map((count) => count ?? 0);
      const sought = (count: number) =>
        one.comparison === "above"
          ? count > (one.value ?? 0)
          : one.comparison === "below"
            ? count < (one.value ?? 0)
            : count === 0;
      const lately = minutes.slice(Math.max(0, end - one.minutes - missedMinutes), end);
      const missed = one.comparison === "above" || lately.some((count) => (count ?? 0) > 0);
      if (newest.every(sought) && (fires || missed)) fires = true;
      else if (one.comparison === "absent" ? newest.at(-1) !== 0 : !newest.some(sought)) fires = false;
    }
    return fires;
  }

  test("is previewed as it would have fired", () => {
    fc.assert(
      fc.property(anySplit, ({ one, series, length }) => {
        for (const line of series.values()) {
          const before = minutesNeeded(one);
          const firings = firingsOver(one, 0, line);
          let fires = false;
          for (let end = before; end <= length; end++) {
            fires = firesAfter(one, fires, line.slice(end - before, end));
            const at = end * minuteMs;
            expect(firings.some(({ from, to }) => from <= at && (to === null || at < to))).toBe(fires);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  test("goes from what fires to what shall in small steps, each change once, and those that stay keep their time", () => {
    const some = fc.uniqueArray(fc.constantFrom(..."abcdefghijklmnop"), { maxLength: 16 });
    fc.assert(
      fc.property(some, some, fc.integer({ min: 1, max: 5 }), (before, after, atMost) => {
        const fired = before.map((key, since) => ({ key, since, seen: null }));
        const steps = firingSteps(fired, { keys: new Set(after), at: 99, seen: () => 7 }, atMost);
        for (const { began, ended } of steps) expect(began.length + ended.length).toBeLessThanOrEqual(atMost);
        expect(steps.flatMap(({ began }) => began).sort()).toEqual(after.filter((key) => !before.includes(key)).sort());
        const over = before.filter((key) => !after.includes(key));
        expect(
          steps.flatMap(({ ended }) => ended),
          "whose page stands for the others ends last",
        ).toEqual(over.toReversed());
        const last = steps.at(-1)?.firings ?? [];
        expect(last.map(({ key }) => key).sort()).toEqual(after.toSorted());
        for (const { key, since, seen } of last) {
          expect(since).toBe(before.includes(key) ? before.indexOf(key) : 99);
          expect(seen).toBe(7);
        }
      }),
    );
  });

  test("stands for the rule by the largest where much is looked for, by the smallest that is missed where little is", () => {
    const series = new Map<string, Minute[]>([
      ["violence", [9, 9, 4]],
      ["self_harm", [2, 2, 7]],
    ]);
    const watched = { series, nothing: [0, 0, 0] };
    const breakdowns = ["category" as const];
    expect(newestOf(rule({ breakdowns }), watched)).toEqual({ seen: 7, seenKey: "self_harm" });
    expect(newestOf(rule({ breakdowns, comparison: "below" }), watched)).toEqual({ seen: 4, seenKey: "violence" });
    expect(newestOf(rule({ breakdowns }), { series: new Map(), nothing: [0] })).toEqual({ seen: 0, seenKey: null });
    expect(newestOf(rule({ breakdowns }), { series: new Map(), nothing: [null] })).toEqual({
      seen: null,
      seenKey: null,
    });
  });
});

describe("what a rule may be", () => {
  const definition = {
    ...rule(),
    name: "Flood",
    severity: "error",
    runbook: null,
    owner: "Trust and safety",
    enabled: true,
  };
  const problem = (given: object) =>
    ruleDefinitionSchema.safeParse({ ...definition, ...given }).error?.issues[0]?.path[0];

  test("has a value where one is compared with, a runbook on https, and dimensions that its measure has", () => {
    expect(problem({})).toBeUndefined();
    expect(problem({ comparison: "absent" })).toBe("value");
    expect(problem({ value: null })).toBe("value");
    expect(problem({ comparison: "below", value: 0 })).toBe("value");
    expect(problem({ runbook: "http://wiki.example/flood" })).toBe("runbook");
    expect(problem({ runbook: "javascript:alert(1)" })).toBe("runbook");
    expect(problem({ runbook: "https://wiki.example/flood" })).toBeUndefined();
    expect(problem({ measure: "sign_ups", filter: { category: "violence" } })).toBe("filter");
    expect(problem({ filter: { timing: "late" } }), "rules read what is live").toBe("filter");
    expect(problem({ minutes: 121 })).toBe("minutes");
    expect(problem({ measure: "total_users", minutes: 121 })).toBe("minutes");
    const silent = { measure: "total_users", comparison: "absent", value: null };
    expect(problem({ ...silent, minutes: 2 * 24 * 60 }), "users may be measured once a day").toBeUndefined();
    expect(problem({ ...silent, minutes: 2 * 24 * 60 + 1 })).toBe("minutes");
    expect(problem({ name: "a\nb" })).toBe("name");
  });

  test("is exactly what a live view by the minute can be, of what is counted live", () => {
    const dimension = fc.constantFrom(
      ...(["source", "timing", "category", "subject", "effect", "keyword_class", "origin", "country"] as const),
    );
    const values = { source: 1, category: "violence", subject: "post", effect: "takedown", origin: "article_16" };
    const anyView = fc.record({
      measure: fc.constantFrom(...measures, "total_users" as const),
      breakdowns: fc.array(dimension, { maxLength: 3 }),
      filter: fc
        .uniqueArray(fc.constantFrom(...Object.entries({ ...values, country: "FR", keyword_class: "none" })), {
          maxLength: 3,
          selector: ([by]) => by,
        })
        .map((pairs) => Object.fromEntries(pairs)),
    });
    fc.assert(
      fc.property(anyView, (view) => {
        const growth = ["sign_ups", "deletions", "total_users"].includes(view.measure);
        const kind = growth ? "growth" : "takedowns";
        const isView = viewSchema.safeParse({ ...view, kind, grain: "minute" }).success;
        const isRule = ruleDefinitionSchema.safeParse({ ...definition, ...view }).success;
        expect(isRule).toBe(isView && !view.breakdowns.includes("timing"));
      }),
      { numRuns: 1_000 },
    );
  });

  test("is said in words", () => {
    expect(conditionWords(rule({ value: 1000 }))).toBe("takedowns above 1,000 a minute for 3 minutes");
    const absent = rule({
      ...{ measure: "user_reports", comparison: "absent", value: null, minutes: 1 },
      filter: { country: "FR", source: 7 },
    });
    expect(conditionWords(absent)).toBe("no user reports (country FR, source 7) for 1 minute");
    const sources = new Map([["7", "Moderation_tool"]]);
    expect(conditionWords(absent, { sources })).toBe(
      "no user reports (country FR, source Moderation_tool) for 1 minute",
    );
    const each = rule({ breakdowns: ["subject", "category"], filter: { keyword_class: "none" } });
    expect(conditionWords(each, { key: "post|self_harm" })).toBe(
      "takedowns (category self harm, subject post, keyword class none) above 10 a minute for 3 minutes",
    );
    expect(seriesWords(each, "post|self_harm")).toBe("category self harm, subject post");
    const users = rule({ measure: "total_users", comparison: "below", value: 950_000_000 });
    expect(conditionWords(users)).toBe("users in total below 950,000,000 for 3 minutes");
    const silent: RuleCondition = { ...users, comparison: "absent", value: null, minutes: 90 };
    expect(conditionWords(silent)).toBe("no reading of users in total for 90 minutes");
    expect([rule(), users, silent].map((one) => seenWords(one, 1234))).toEqual([
      "1,234 takedowns in the minute before",
      "1,234 users in total at the end of the minute before",
      null,
    ]);
  });
});
