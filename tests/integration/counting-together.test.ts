import { expect, test } from "vitest";
import type { CountableEvent } from "../../server/counting/contract.ts";
import type { Counting } from "../../server/counting/counting.ts";
import { inPipeline } from "../../server/database/transaction.ts";
import { testDatabase } from "../support/database.ts";
import { startWatchfloor } from "../support/watchfloor.ts";

const uuid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;

function event(n: number, eventTime: number): CountableEvent {
  return {
    identity: uuid(n),
    kind: "decision",
    eventTime,
    timing: "live",
    count: 1,
    category: "violence",
    subject: "post",
    effect: "takedown",
    origin: "own_initiative",
    autoDetected: "yes",
    autoDecided: "fully",
    country: "ZZ",
    keywordClass: "none",
  };
}

type Submission = Parameters<Counting["submit"]>[0];

test("a request that fails does not fail those that share its transaction", async () => {
  await using app = await startWatchfloor();
  const { id } = await app.source("classifier");
  const now = app.clock.now();
  const submit = (n: number, more: Partial<Submission> = {}) =>
    app.app.counting.submit({
      source: { id, keyId: "k" },
      door: "events",
      receivedAt: now,
      events: [event(n, now)],
      gauges: [],
      rejections: [],
      ...more,
    });
  // The first keeps the committer busy while the others gather into one group.
  const answers = await Promise.allSettled([
    submit(1),
    submit(2),
    submit(3, { alongside: () => Promise.reject(new Error("a store that fails")) }),
    submit(4),
  ]);
  expect(answers.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled", "rejected", "fulfilled"]);
  expect(await app.reconcile()).toMatchObject({ events: 3, differences: [] });
});

test("an event is never lost to an all-or-nothing request that had to be withdrawn", async () => {
  await using app = await startWatchfloor();
  const { id } = await app.source("classifier");
  const now = app.clock.now();
  const submit = (numbers: number[], allOrNothing: boolean) =>
    app.app.counting.submit({
      source: { id, keyId: "k" },
      door: "events",
      receivedAt: now,
      events: numbers.map((n) => event(n, now)),
      gauges: [],
      rejections: [],
      allOrNothing,
    });
  await submit([1], false);
  const [, withdrawn, after] = await Promise.all([submit([9], false), submit([1, 2], true), submit([2], false)]);
  expect(withdrawn).toEqual({ accepted: 0, duplicates: [uuid(1)] });
  expect(after).toEqual({ accepted: 1, duplicates: [] });
  expect(await app.reconcile()).toMatchObject({ events: 3, differences: [] });
});

test("more waiting events than memory should hold are answered as unavailable, and nothing is lost", async () => {
  await using app = await startWatchfloor();
  const { id } = await app.source("classifier");
  const now = app.clock.now();
  const request = (first: number) =>
    app.app.counting.submit({
      source: { id, keyId: "k" },
      door: "events",
      receivedAt: now,
      events: Array.from({ length: 10_000 }, (_, i) => event(first + i, now)),
      gauges: [],
      rejections: [],
    });
  const answers = await Promise.allSettled(Array.from({ length: 25 }, (_, i) => request(i * 10_000)));
  const accepted = answers.filter(({ status }) => status === "fulfilled").length;
  const refused = answers.filter(
    (answer) => answer.status === "rejected" && answer.reason.code === "unavailable",
  ).length;
  expect(accepted).toBeGreaterThanOrEqual(20);
  expect(refused).toBeGreaterThanOrEqual(1);
  expect(accepted + refused).toBe(25);
  expect((await app.reconcile()).events).toBe(accepted * 10_000);
});

test("what a failed statement brings down with it does not hide its own fault", async () => {
  await using database = await testDatabase();
  const work = inPipeline(database, async (client) => {
    // Heard of later than its consequence: behind some promises of its own.
    const failing = Promise.resolve(client.query("select 1 / 0")).then((rows) => Promise.all([rows]));
    const late = Promise.all([Promise.all([failing])]).then((rows) => rows);
    return { sent: [client.query("select 1"), late, client.query("select 2")], result: () => "done" };
  });
  await expect(work).rejects.toMatchObject({ code: "22012" });
});
