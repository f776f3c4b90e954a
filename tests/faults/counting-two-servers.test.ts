import { setTimeout as wait } from "node:timers/promises";
import { expect, test } from "vitest";
import { randomOf } from "../../server/cli/demo/random.ts";
import type { View } from "../../server/realtime/contract.ts";
import { dataPlace } from "../support/embedded-app.ts";
import { newKey } from "../support/expect-nothing-lost.ts";
import { runCli, type ServerPlace, startFaultServer } from "../support/fault-server.ts";
import { connectLive } from "../support/live-client.ts";
import { sharedDatabase } from "../support/shared-database.ts";
import { type Batch, newBatch, postBatch } from "../support/steady-senders.ts";

const floorMs = 15_000;

test("4 senders post the same 200 batches shuffled to two servers: counted once, and no deadlock", async () => {
  await using database = await sharedDatabase();
  await using places = await twoPlaces(database.url);
  const batches = Array.from({ length: 200 }, () => newBatch(500));
  {
    // Both migrate the empty database at the same moment.
    const servers = await Promise.all(places.both.map((place) => startFaultServer(place)));
    await using _first = servers[0];
    await using _second = servers[1];
    const key = await newKey(places.both[0]);
    const began = performance.now();
    const accepted = await Promise.all(
      [1, 2, 3, 4].map(async (sender) => {
        let sum = 0;
        for (const [i, batch] of shuffled(batches, sender).entries()) {
          const { status, answer } = await postBatch(servers[(i + sender) % 2]?.url ?? "", key, batch);
          expect(status).toBe(200);
          expect((answer?.accepted ?? 0) + (answer?.duplicates ?? 0)).toBe(batch.events);
          sum += answer?.accepted ?? 0;
        }
        return sum;
      }),
    );
    const seconds = (performance.now() - began) / 1000;
    expect(accepted.reduce((sum, one) => sum + one)).toBe(100_000);
    expect(400_000 / seconds).toBeGreaterThanOrEqual(500);
    const reconciled = await runCli(places.both[1], ["reconcile"]);
    expect(reconciled).toMatchObject({ events: 100_000, counted: countOf(batches), differences: [] });
  }
  // The servers ended, so that every connection has handed in what it counted.
  expect(await database.deadlocks()).toBe(0);
});

test("a screen of one server shows within the floor's 15 s what the other one committed", async () => {
  await using database = await sharedDatabase();
  await using places = await twoPlaces(database.url);
  await using writing = await startFaultServer(places.both[0]);
  await using showing = await startFaultServer(places.both[1]);
  const key = await newKey(places.both[0]);
  await using screen = await connectLive({ url: showing.url, cookie: await signIn(places.both[1], showing.url) });
  const view: View = { kind: "takedowns", measure: "takedowns", breakdowns: [], filter: {}, grain: "10s" };
  expect(await screen.join(view)).toMatchObject({ ok: true });

  for (let round = 1; round <= 2; round++) {
    const batch = newBatch(50);
    const before = screen.sum(view, "all");
    const expected = before + countOf([batch]);
    expect((await postBatch(writing.url, key, batch)).status).toBe(200);
    const committed = performance.now();
    while (screen.sum(view, "all") !== expected && performance.now() - committed < 2 * floorMs) await wait(50);
    expect(screen.sum(view, "all")).toBe(expected);
    // The floor's own interval, and a tick and the way to the screen on two busy cores.
    expect(performance.now() - committed).toBeLessThan(floorMs + 2_000);
  }
  expect(screen.gaps()).toBe(0);
});

/** Two servers, each with a data folder, on one database. */
async function twoPlaces(databaseUrl: string): Promise<{ both: [ServerPlace, ServerPlace] } & AsyncDisposable> {
  const [first, second] = [await dataPlace(), await dataPlace()];
  return {
    both: [
      { dataFolder: first.folder, databaseUrl },
      { dataFolder: second.folder, databaseUrl },
    ],
    async [Symbol.asyncDispose]() {
      await first[Symbol.asyncDispose]();
      await second[Symbol.asyncDispose]();
    },
  };
}

const countOf = (batches: readonly Batch[]) => batches.reduce((sum, { count }) => sum + count, 0);

/**
 * Another order for each sender, the same in every run: of the batches in blocks of four, so that the same ones are often
 * under way at both servers, and of the events in each.
 */
function shuffled(batches: readonly Batch[], seed: number): Batch[] {
  const random = randomOf(seed);
  const blocks = Array.from({ length: batches.length / 4 }, (_, block) => batches.slice(4 * block, 4 * block + 4));
  return blocks
    .flatMap((block) => inRandomOrder(block, random))
    .map((batch) => ({ ...batch, body: inRandomOrder(batch.body.split("\n"), random).join("\n") }));
}

function inRandomOrder<T>(items: readonly T[], random: () => number): T[] {
  const keyed = items.map((item) => ({ item, at: random() }));
  return keyed.sort((a, b) => a.at - b.at).map(({ item }) => item);
}

/** A new person with the role viewer; answers the cookie of their session. */
async function signIn(place: ServerPlace, url: string): Promise<string> {
  const [email, password] = ["viewer@watchfloor.example", "correct horse battery staple"];
  await runCli(place, ["user", "create", "--email", email, "--role", "viewer", "--password-stdin"], password);
  const answer = await fetch(`${url}/api/auth/sign-in/email`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: url },
    body: JSON.stringify({ email, password }),
  });
  expect(answer.status).toBe(200);
  const cookies = answer.headers.getSetCookie().map((cookie) => cookie.split(";", 1)[0]);
  return cookies.join("; ");
}
