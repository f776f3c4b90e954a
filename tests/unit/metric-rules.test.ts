import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type RuleCondition, ruleDefinitionSchema } from "../../server/alerts/rule/contract.ts";
import { completeUntil, conditionWords, firesAfter, firingsOver, type Minute } from "../../server/alerts/rule/rules.ts";

const minuteMs = 60_000;
const rule = (given: Partial<RuleCondition> = {}): RuleCondition => ({
  ...{ measure: "takedowns", filter: {}, comparison: "above", value: 10, minutes: 3 },
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
    expect(problem({ name: "a\nb" })).toBe("name");
  });

  test("is said in words", () => {
    expect(conditionWords(rule({ value: 1000 }))).toBe("takedowns above 1,000 a minute for 3 minutes");
    const absent = rule({
      measure: "user_reports",
      comparison: "absent",
      value: null,
      minutes: 1,
      filter: { country: "FR" },
    });
    expect(conditionWords(absent)).toBe("no user reports as filtered for 1 minute");
  });
});
