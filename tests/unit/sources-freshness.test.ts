import { describe, expect, test } from "vitest";
import { freshnessOf } from "../../server/sources/freshness/rules.ts";

const now = 1_900_000_000_000;
const seconds = (n: number) => now - n * 1000;

describe("freshness of a source", () => {
  test.each([
    ["has sent nothing", null, null, "silent"],
    ["10 s old, gap unknown", seconds(10), null, "live"],
    ["over 10 s old, gap unknown", seconds(10.001), null, "delayed"],
    ["a fast source gets 10 s all the same", seconds(9), 100, "live"],
    ["three usual gaps old", seconds(90), 30_000, "live"],
    ["over three usual gaps old", seconds(90.001), 30_000, "delayed"],
    ["15 minutes old within its gaps", seconds(900), 600_000, "live"],
    ["over 15 minutes old, however slow the source", seconds(900.001), 600_000, "stale"],
    ["ahead of the clock", seconds(-60), 1000, "live"],
  ] as const)("%s", (_, newest, gap, state) => {
    expect(freshnessOf(now, newest, gap)).toBe(state);
  });
});
