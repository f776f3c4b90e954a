import { describe, expect, test } from "vitest";
import { isOut, leastOutageMs } from "../../server/sources/outages/rules.ts";

const now = Date.UTC(2026, 10, 24, 14, 20);
const minute = 60_000;
const day = 86_400_000;
const source = { newestEvent: now - 10 * minute, createdAt: now - 30 * day, usualGap: 10_000, gapBefore: null };

describe("a source is out", () => {
  test("after three times its usual gap, and never before two minutes", () => {
    expect(isOut(now, source)).toBe(true);
    expect(isOut(now, { ...source, newestEvent: now - leastOutageMs })).toBe(false);
    expect(isOut(now, { ...source, newestEvent: now - leastOutageMs - 1 })).toBe(true);
    expect(isOut(now, { ...source, usualGap: 4 * minute })).toBe(false);
    expect(isOut(now, { ...source, usualGap: 3 * minute })).toBe(true);
  });

  test("only where its rhythm is known: not at hours at which it does not send, not before its first events", () => {
    expect(isOut(now, { ...source, usualGap: null })).toBe(false);
    expect(isOut(now, { ...source, usualGap: null, gapBefore: 10_000 }), "known for a month").toBe(false);
    const fresh = { ...source, createdAt: now - 60 * minute, usualGap: null };
    expect(isOut(now, { ...fresh, gapBefore: 10_000 }), "its first day: the hour before is all there is").toBe(true);
    expect(isOut(now, fresh)).toBe(false);
    expect(isOut(now, { ...source, newestEvent: null })).toBe(false);
  });

  test("not when all it ever sent is history from before it was known here", () => {
    const filling = { ...source, createdAt: now - 60 * minute };
    expect(isOut(now, { ...filling, newestEvent: filling.createdAt - day - 1 })).toBe(false);
    expect(isOut(now, { ...filling, newestEvent: filling.createdAt - day })).toBe(true);
  });
});
