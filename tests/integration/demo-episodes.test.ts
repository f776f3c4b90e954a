import { expect, test } from "vitest";
import { eventSources } from "../../server/cli/demo/demo-event.ts";
import { authorities, type DemoKeys, demoSources } from "../../server/cli/demo/demo-keys.ts";
import { type EpisodeName, episodeNames, type PlayedEpisode } from "../../server/cli/demo/episodes.ts";
import { createFeeder } from "../../server/cli/demo/feeder.ts";
import { createIntake } from "../../server/cli/demo/intake.ts";
import { createListingCheck } from "../../server/cli/demo/listing-check.ts";
import { createEpisodePlayer, labelOf, played } from "../../server/cli/demo/play-episode.ts";
import { createPoster } from "../../server/cli/demo/poster.ts";
import { openDatabase } from "../../server/database/database.ts";
import { startWatchfloor, type Watchfloor } from "../support/watchfloor.ts";

const startAt = Date.UTC(2026, 10, 23, 12, 0, 0);
const seed = 5;
/** A minute of the server's own clock. */
const minutes = 1;

async function demoKeys(watchfloor: Watchfloor): Promise<DemoKeys> {
  const keys: Record<string, string> = {};
  for (const name of [...eventSources, ...authorities]) {
    keys[name] = (await watchfloor.source(demoSources[name].name, demoSources[name].scopes)).key;
  }
  return keys as DemoKeys;
}

/** Plays it whole; answers what was counted meanwhile, what the terminal would have said and what pages say. */
async function play(watchfloor: Watchfloor, name: EpisodeName) {
  const signal = new AbortController().signal;
  const { port } = new URL(watchfloor.url);
  const target = { host: "127.0.0.1", port: Number(port), publicUrl: watchfloor.url };
  const going: PlayedEpisode[] = [];
  const start = startAt / 1000;
  const options = { seed, rate: 300, target, keys: await demoKeys(watchfloor), clock: watchfloor.clock, signal };
  const feeder = createFeeder({ ...options, from: start, played: going });
  const open = async () => openDatabase(watchfloor.database.address, { connections: 2, onError: () => {} });
  const listingCheck =
    name === "inverted-flag" ? await createListingCheck(open, createIntake(createPoster(target, signal)), seed) : null;
  const one = played(name, start, minutes);
  going.push(one);
  const player = createEpisodePlayer(one, { feeder, listingCheck });
  const label = labelOf(one, minutes);
  watchfloor.app.demo.hear({ times: 1, filling: false, behindSeconds: null, episode: label });
  const person = await watchfloor.person("Lead", ["viewer"]);
  const shown = (await person.call("demo.state")).body.result.data;
  const said: string[] = [];
  for (let second = start + 1; second <= player.ends; second++) {
    watchfloor.clock.advance(1_000);
    await feeder.catchUp();
    said.push(...(await player.act(second)));
  }
  await player.close();
  const rows = async (where: string) => {
    const { rows } = await watchfloor.database.pool.query<{ n: number }>(
      `select coalesce(sum(n), 0)::int as n from content_cube join content_cell using (cell) join source using (source_id)
       where grain = 86400 and ${where}`,
    );
    return rows[0]?.n ?? 0;
  };
  const methods = async (where: string) => {
    const { rows } = await watchfloor.database.pool.query<{ n: number }>(
      `select coalesce(sum(n), 0)::int as n from method_cube join method_cell using (cell) join source using (source_id)
       where grain = 86400 and ${where}`,
    );
    return rows[0]?.n ?? 0;
  };
  return { fed: feeder.fed, label, shown, said, rows, methods };
}

const seen: Record<EpisodeName, (played: Awaited<ReturnType<typeof play>>) => Promise<void>> = {
  async "spam-wave"({ rows, fed }) {
    expect(await rows("kind = 'decision' and category = 'other_violation_tc'")).toBeGreaterThan(0.75 * fed.decisions);
  },
  async "attack-aftermath"({ fed, said, rows }) {
    expect(fed.hotlineCases).toBeGreaterThanOrEqual(3);
    expect(said.join()).toMatch(/police-fr.*police-de.*police-kz/);
    expect(await rows("kind = 'decision' and keyword_class = 'terrorism'")).toBeGreaterThan(0.02 * fed.decisions);
  },
  async "clean-up-day"({ fed }) {
    expect(fed.decisions).toBeGreaterThan(600);
  },
  async "late-back-fill"({ rows }) {
    expect(await rows("kind = 'decision' and timing = 'late'")).toBeGreaterThan(400);
    expect(await rows("kind = 'decision' and timing = 'live'")).toBeLessThan(600);
  },
  async "classifier-regression"({ fed }) {
    expect(fed.decisions).toBeLessThan(600);
  },
  async "silent-region"({ rows }) {
    expect(await rows("source.name like 'Classifier Latin America%'")).toBe(0);
    expect(await rows("source.name like 'Classifier (sim%'")).toBeGreaterThan(100);
  },
  async "registration-flood"({ fed }) {
    expect(fed.signUps).toBeGreaterThan(3 * fed.deletions);
  },
  async "jurisdiction-conflict"({ fed, rows, said }) {
    expect(fed.hotlineCases).toBeGreaterThanOrEqual(3);
    expect(await rows("kind = 'reversal' and subject = 'channel'")).toBeGreaterThanOrEqual(1);
    expect(said.join()).toContain("restored");
  },
  async "inverted-flag"({ methods, said }) {
    const listing = (flag: string) => methods(`source.name like 'Listing check%' and auto_detected = '${flag}'`);
    expect(said.join()).toContain("voided and sent again");
    expect(await listing("yes")).toBeGreaterThan(15 * (await listing("no")));
  },
};

for (const name of episodeNames) {
  test(`${name} is played in a minute, shows what it is and is labelled compressed`, async () => {
    await using watchfloor = await startWatchfloor({ startAt, environment: { WATCHFLOOR_DEMO: "1" } });
    const outcome = await play(watchfloor, name);
    expect(outcome.shown).toEqual({ times: 1, filling: false, behindSeconds: null, episode: outcome.label });
    expect(outcome.label).toMatchObject({ minutes, endsAt: startAt + minutes * 60_000 });
    await seen[name](outcome);
    expect((await watchfloor.reconcile()).differences).toEqual([]);
  });
}

test("a server that is not the demo says nothing of it, whatever it is told", async () => {
  await using watchfloor = await startWatchfloor({ startAt });
  watchfloor.app.demo.hear({ times: 1, filling: false, behindSeconds: null, episode: null });
  const person = await watchfloor.person("Lead", ["viewer"]);
  expect((await person.call("demo.state")).body.result.data ?? null).toBeNull();
});
