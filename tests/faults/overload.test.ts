import { readFile } from "node:fs/promises";
import { setTimeout as wait } from "node:timers/promises";
import { expect, test } from "vitest";
import { runningEmbeddedAddress } from "../../server/database/embedded-running.ts";
import { asAdmin } from "../support/database-server.ts";
import { expectNothingLost, newKey } from "../support/expect-nothing-lost.ts";
import { type FaultPlace, faultPlace } from "../support/fault-place.ts";
import { startFaultServer } from "../support/fault-server.ts";
import { type Batch, newBatch } from "../support/steady-senders.ts";

/** Each stored request costs the database this long: it takes five a second, whatever they hold. */
const sleepSeconds = 0.2;
const slowDown = `
  create function sleep_a_while() returns trigger language plpgsql as
    $$ begin perform pg_sleep(${sleepSeconds}); return null; end $$;
  create trigger slow after insert on intake_batch for each row execute function sleep_a_while()`;
const speedUp = "drop trigger slow on intake_batch; drop function sleep_a_while()";

const eventsARequest = 200;
const requestsASecond = 10 / sleepSeconds;
const seconds = 60;
/**
 * What may be added to an idle server: 200,000 waiting events of about 1 kB each with their promises and their share
 * of the statement that is being written, 64 MiB of bodies under way, and what the collector has not yet come to.
 */
const boundMiB = 512;

test("ten times what the database takes, for a minute: 200 or 503 with Retry-After, bounded memory, nothing lost", {
  timeout: 300_000,
}, async () => {
  await using place = await faultPlace();
  await using server = await startFaultServer(place);
  const key = await newKey(place);
  const database = await databaseOf(place);
  await asAdmin(database, slowDown);
  const idle = await residentMiB(server.pid);
  let peak = idle;
  let slowestHealth = 0;
  let over = false;
  const watch = (async () => {
    while (!over) {
      const asked = performance.now();
      const health = await fetch(`${server.url}/healthz`);
      expect(health.status).toBe(200);
      slowestHealth = Math.max(slowestHealth, performance.now() - asked);
      peak = Math.max(peak, await residentMiB(server.pid));
      await wait(200);
    }
  })();

  const answers: Answer[] = [];
  const sending: Promise<void>[] = [];
  const started = performance.now();
  for (let n = 0; n < requestsASecond * seconds; n++) {
    const behind = started + (n * 1000) / requestsASecond - performance.now();
    if (behind > 0) await wait(behind);
    sending.push(post(server.url, key, newBatch(eventsARequest)).then((answer) => void answers.push(answer)));
  }
  const sentIn = (performance.now() - started) / 1000;
  await Promise.all(sending);
  over = true;
  await watch;
  await asAdmin(database, speedUp);

  const taken = answers.filter(({ status }) => status === 200);
  const told = answers.filter(({ status }) => status === 503);
  const slowest = Math.max(...answers.map(({ ms }) => ms));
  console.info(
    `overload: ${answers.length} requests in ${sentIn.toFixed(0)} s, ${taken.length} stored, ${told.length} told to ` +
      `wait; memory ${idle} to ${peak} MiB; slowest answer ${Math.round(slowest)} ms, /healthz ${Math.round(slowestHealth)} ms`,
  );
  // The load was what the test says it is, and most of it was too much.
  expect(sentIn).toBeLessThan(seconds + 10);
  expect(taken.length).toBeGreaterThan(100);
  expect(told.length).toBeGreaterThan(answers.length / 2);
  expect(taken.length + told.length).toBe(answers.length);
  for (const { retryAfter } of told) {
    expect(retryAfter).toBeGreaterThanOrEqual(1);
    expect(retryAfter).toBeLessThanOrEqual(30);
  }
  expect(slowest).toBeLessThan(60_000);
  expect(slowestHealth).toBeLessThan(1_000);
  expect(peak - idle).toBeLessThan(boundMiB);
  // Refused means not stored: sent again, it is new.
  const refused = told.slice(0, 20).map(({ batch }) => batch);
  for (const batch of refused) expect(await post(server.url, key, batch)).toMatchObject({ accepted: batch.events });
  const acknowledged = [...taken.map(({ batch }) => batch), ...refused];
  await expectNothingLost(place, { url: server.url, key }, { acknowledged, open: [] });
});

interface Answer {
  batch: Batch;
  status: number;
  /** NaN where the answer does not say it. */
  retryAfter: number;
  accepted: number | undefined;
  ms: number;
}

async function post(url: string, key: string, batch: Batch): Promise<Answer> {
  const asked = performance.now();
  const answer = await fetch(`${url}/api/v1/events`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/x-ndjson" },
    body: batch.body,
  });
  const { accepted } = (await answer.json()) as { accepted?: number };
  const retryAfter = Number(answer.headers.get("retry-after") ?? Number.NaN);
  return { batch, status: answer.status, retryAfter, accepted, ms: performance.now() - asked };
}

async function residentMiB(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  return Math.round(Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1024);
}

async function databaseOf(place: FaultPlace) {
  if (place.databaseUrl !== undefined) return { connectionString: place.databaseUrl };
  const running = await runningEmbeddedAddress(place.dataFolder);
  if (!running) throw new Error("the server runs without an embedded database");
  return running;
}
