import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Severity, severities } from "../../server/alerts/contract.ts";
import { createSilenceSchema, type Matcher, matcherSchema } from "../../server/alerts/silence/contract.ts";
import { matches, type Silenceable, type SilenceSpan, silencedUntil } from "../../server/alerts/silence/rules.ts";

const alert: Silenceable = {
  integrationId: 1,
  severity: "warning",
  summary: "Disk of db-1 is full",
  source: "probe EU",
  dedupKey: "disk/db-1",
};
const matcher = (given: Partial<Matcher>): Matcher => ({
  ...{ integrationId: null, severity: null, text: null, dedupKeyPrefix: null },
  ...given,
});

describe("a matcher", () => {
  test.each<[Partial<Matcher>, boolean]>([
    [{ integrationId: 1 }, true],
    [{ integrationId: 2 }, false],
    [{ severity: "warning" }, true],
    [{ severity: "critical" }, false],
    [{ text: "DISK OF" }, true],
    [{ text: "probe eu" }, true],
    [{ text: "memory" }, false],
    [{ dedupKeyPrefix: "disk/" }, true],
    [{ dedupKeyPrefix: "Disk/" }, false],
    [{ dedupKeyPrefix: "db-1" }, false],
    [{ integrationId: 1, severity: "warning", text: "full", dedupKeyPrefix: "disk" }, true],
    [{ integrationId: 1, severity: "critical", text: "full", dedupKeyPrefix: "disk" }, false],
    [{}, false],
  ])("%j: %s", (given, matched) => {
    expect(matches(matcher(given), alert)).toBe(matched);
  });

  test("must say something, and of what there is", () => {
    expect(matcherSchema.safeParse({}).success).toBe(false);
    expect(matcherSchema.safeParse({ text: "  " }).success).toBe(false);
    expect(matcherSchema.safeParse({ severity: "loud" }).success).toBe(false);
    expect(matcherSchema.parse({ text: " a " })).toEqual(matcher({ text: "a" }));
    const silence = { matcher: { severity: "info" }, from: null, to: 1, reason: " " };
    expect(createSilenceSchema.safeParse(silence).success).toBe(false);
  });
});

const word = fc.constantFrom("disk", "db", "eu", "full");
const instant = fc.integer({ min: 0, max: 40 });
const matchers = fc
  .record({
    integrationId: fc.option(fc.integer({ min: 1, max: 2 })),
    severity: fc.option(fc.constantFrom<Severity[]>(...severities)),
    text: fc.option(word),
    dedupKeyPrefix: fc.option(word),
  })
  .filter((one) => Object.values(one).some((given) => given !== null));
const spans: fc.Arbitrary<SilenceSpan> = fc
  .record({ matcher: matchers, from: instant, length: fc.integer({ min: 1, max: 15 }) })
  .map(({ matcher: given, from, length }) => ({ matcher: given, from, to: from + length }));
const alerts: fc.Arbitrary<Silenceable> = fc.record({
  integrationId: fc.integer({ min: 1, max: 2 }),
  severity: fc.constantFrom<Severity[]>(...severities),
  summary: fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => words.join(" ")),
  source: word,
  dedupKey: fc.array(word, { minLength: 1, maxLength: 2 }).map((words) => words.join("/")),
});

describe("until when an alert is silenced", () => {
  const held = (silences: readonly SilenceSpan[], one: Silenceable, at: number) =>
    silences.some(({ matcher: given, from, to }) => from <= at && at < to && matches(given, one));

  test("is the first instant at which no silence holds it, and null where none does now", () => {
    fc.assert(
      fc.property(fc.array(spans, { maxLength: 8 }), alerts, instant, (silences, one, at) => {
        let free = at;
        while (held(silences, one, free)) free++;
        expect(silencedUntil(silences, one, at)).toBe(free === at ? null : free);
      }),
      { numRuns: 2_000 },
    );
  });

  test("a silence more never lets it call sooner, and the order says nothing", () => {
    fc.assert(
      fc.property(fc.array(spans, { maxLength: 6 }), spans, alerts, instant, (silences, more, one, at) => {
        const before = silencedUntil(silences, one, at) ?? at;
        expect(silencedUntil([...silences, more], one, at) ?? at).toBeGreaterThanOrEqual(before);
        expect(silencedUntil(silences.toReversed(), one, at)).toBe(silencedUntil(silences, one, at));
      }),
    );
  });

  test("saying more in a matcher never holds more", () => {
    fc.assert(
      fc.property(matchers, matchers, alerts, (one, other, what) => {
        const both = matcher({
          integrationId: one.integrationId ?? other.integrationId,
          severity: one.severity ?? other.severity,
          text: one.text ?? other.text,
          dedupKeyPrefix: one.dedupKeyPrefix ?? other.dedupKeyPrefix,
        });
        if (matches(both, what)) expect(matches(one, what)).toBe(true);
      }),
    );
  });
});
