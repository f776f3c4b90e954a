import { describe, expect, test } from "vitest";
import type { ChoreHealth } from "../../server/retention/contract.ts";
import { chainTroubles, type Look, troublesOf } from "../../server/system/rules.ts";

const gib = 1024 ** 3;
const chore = (given: Partial<ChoreHealth> = {}): ChoreHealth => ({
  name: "prune-grains",
  cron: "22 * * * *",
  last: { startedAt: 0, tookMs: 10, outcome: "done", failure: null },
  doneAt: 10,
  nextAt: 100,
  overdue: false,
  ...given,
});
const disk = (bytes: number, ahead: number | null): Look["disk"] => ({
  measuredDays: 10,
  databaseBytes: bytes,
  relations: [],
  total: { bytes, bytesPerDay: null, forecast: { 30: ahead, 90: ahead, 365: ahead } },
});
const look = (given: Partial<Look> = {}): Look => ({
  chores: [chore()],
  chain: { head: { sequence: 7, hash: "a" }, waiting: 0, waitingMs: null },
  disk: disk(gib, 2 * gib),
  room: 10 * gib,
  overdue: { steps: 0, deliveries: 0 },
  ...given,
});
const keys = (now: Partial<Look>, before: Partial<Look> = now) =>
  troublesOf(look(now), look(before)).map(({ dedupKey, severity }) => `${dedupKey} ${severity}`);

describe("what calls people for this installation", () => {
  test("is nothing while all is well", () => {
    expect(keys({})).toEqual([]);
    expect(keys({ disk: null, room: null, chores: [chore({ last: null })] })).toEqual([]);
  });

  test("a chore that has failed after its tries, or was not done at two looks in a row; not one that is tried again", () => {
    const failed = (outcome: "failed" | "retrying") =>
      chore({ last: { startedAt: 0, tookMs: 1, outcome, failure: "no" } });
    expect(keys({ chores: [failed("failed")] }, {})).toEqual(["chore-prune-grains error"]);
    expect(keys({ chores: [failed("retrying")] })).toEqual([]);
    expect(keys({ chores: [chore({ overdue: true })] })).toEqual(["chore-prune-grains error"]);
    expect(keys({ chores: [chore({ overdue: true })] }, {})).toEqual([]);
  });

  test("deeds that wait for their seal while the chain does not go on", () => {
    const waiting = { head: { sequence: 7, hash: "a" }, waiting: 3, waitingMs: 301_000 };
    expect(keys({ chain: waiting })).toEqual(["audit-seal error"]);
    expect(keys({ chain: { ...waiting, head: { sequence: 8, hash: "b" } } }, { chain: waiting })).toEqual([]);
    expect(keys({ chain: { ...waiting, waitingMs: 300_000 } })).toEqual([]);
    expect(keys({ chain: waiting }, {})).toEqual([]);
  });

  test("a disk that will be full within 30 days, and one that is", () => {
    expect(keys({ disk: disk(gib, 10 * gib + 1) })).toEqual(["disk error"]);
    expect(keys({ disk: disk(9.5 * gib, null) })).toEqual(["disk critical"]);
    expect(keys({ disk: disk(9 * gib, null) })).toEqual([]);
    expect(keys({ disk: disk(9.9 * gib, null), room: null })).toEqual([]);
  });

  test("pages that are late at two looks in a row", () => {
    expect(keys({ overdue: { steps: 1, deliveries: 0 } })).toEqual(["pages critical"]);
    expect(keys({ overdue: { steps: 0, deliveries: 2 } }, {})).toEqual([]);
  });

  test("an audit that does not verify, with where it breaks", () => {
    expect(chainTroubles({ intact: true, first_broken: null })).toEqual([]);
    expect(chainTroubles({ intact: false, first_broken: 12 })).toMatchObject([
      { severity: "critical", summary: "The audit does not verify: from row 12 on changed behind its back" },
    ]);
    expect(chainTroubles({ intact: false, first_broken: null })).toMatchObject([
      { summary: "The audit does not verify: rows without a seal changed behind its back" },
    ]);
  });
});
