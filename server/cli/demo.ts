import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { type Config, readConfig } from "../config.ts";
import type { DemoState } from "../demo/contract.ts";
import { systemClock } from "../kernel/clock.ts";
import { type DemoArguments, readArguments, usage } from "./demo/arguments.ts";
import { type CallDesk, openCallDesk } from "./demo/call-desk.ts";
import { stretchesOf } from "./demo/demo-stretches.ts";
import { episodes, type PlayedEpisode } from "./demo/episodes.ts";
import { createFeeder, type Feeder } from "./demo/feeder.ts";
import { createIntake } from "./demo/intake.ts";
import { createListingCheck } from "./demo/listing-check.ts";
import { openPastDoors } from "./demo/past-doors.ts";
import { takedownsAMinute } from "./demo/platform.ts";
import { createEpisodePlayer, labelOf, played } from "./demo/play-episode.ts";
import { createPoster, type DemoTarget } from "./demo/poster.ts";
import { type DemoServer, startDemoServer } from "./demo/server-process.ts";
import { type DemoPerson, type DemoPlace, setUpDemo } from "./demo/setup.ts";
import { tellPast } from "./demo/tell-past.ts";
import { openInstalledDatabase } from "./open-database.ts";

const say = (line: string) => console.log(`[demo] ${line}`);
/** Seconds that are reserved ahead in the data folder: so much may be left out after a kill, and nothing told twice. */
const reservedAhead = 10;
/** Later than this behind the clock it does not keep up, seconds. */
const behindFrom = 10;

/** `npm run demo`: the server of `npm start` on data of its own, with people to sign in as and a simulated platform. */
async function main(): Promise<number> {
  const began = performance.now();
  const wanted = readArguments(process.argv.slice(2));
  if (wanted === null) {
    console.log(usage());
    return 0;
  }
  const given = readConfig();
  if (!isLoopback(given.host)) {
    throw new Error(`The demo prints passwords and serves simulated data: it does not listen on HOST=${given.host}.`);
  }
  if (given.databaseUrl) say("DATABASE_URL is left alone: the demo keeps its simulated data in a database of its own.");
  const config = { ...given, dataFolder: path.join(given.dataFolder, "demo"), databaseUrl: undefined };

  const server = startDemoServer(config.dataFolder);
  const stopping = new AbortController();
  const stop = (signal: NodeJS.Signals) => {
    stopping.abort();
    server.stop(signal);
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => stop(signal));
  process.on("disconnect", () => stop("SIGTERM"));
  void server.ended.then(() => stopping.abort());

  try {
    await server.ready;
    await play({ wanted, config, server, began, signal: stopping.signal });
  } catch (error) {
    if (!stopping.signal.aborted) {
      console.error(`[demo] ${error instanceof Error ? error.message : String(error)}`);
      server.stop("SIGTERM");
      await server.ended;
      return 1;
    }
  }
  return server.ended;
}

interface Play {
  wanted: DemoArguments;
  config: Config;
  server: DemoServer;
  /** Of performance.now(). */
  began: number;
  signal: AbortSignal;
}

async function play({ wanted, config, server, began, signal }: Play): Promise<void> {
  const { keys, people, staff, record } = await setUpDemo(config);
  introduce(config, people);
  const shown: DemoState = { times: wanted.times, filling: true, behindSeconds: null, episode: null };
  const show = (change: Partial<DemoState>) => server.tell(Object.assign(shown, change));
  show({});

  const start = Math.floor(systemClock.now() / 1000);
  const { anchor, fills, liveFrom } = stretchesOf(record.state, start, wanted.times);
  if (record.state.anchor === null) record.write({ seed: wanted.seed });
  record.write({ anchor, fills, toldUntil: liveFrom });
  const going: PlayedEpisode[] = [];
  const target = targetOf(config);
  const doors = await openPastDoors(config.dataFolder);
  const desk = await openCallDesk({ target, doors, people, staff, record, clock: systemClock, signal });
  const working = keepWorking(desk, signal);
  // Awaited below, with all that goes on then.
  working.catch(() => {});
  const feeder = createFeeder({
    keys,
    target,
    clock: systemClock,
    signal,
    seed: wanted.seed,
    rate: takedownsAMinute * wanted.times,
    played: going,
    from: liveFrom,
    reserve(until) {
      if (until > record.state.toldUntil) record.write({ toldUntil: until + reservedAhead });
    },
  });
  await feeder.catchUp();
  await desk.stage(wanted.times);
  say("simulated people are on call and take alerts; one that nobody takes calls the lead in five minutes");
  const statements = await feeder.replayStatements();
  say(
    statements > 0
      ? `${statements} real statements of 1 July 2025 replayed; they count on that day and do not move today's charts`
      : "the 50 real statements of 1 July 2025 are known from an earlier start; none was counted again",
  );
  say(
    `the last minutes are filled in; now ${wanted.times} × ${takedownsAMinute} takedowns a minute, seed ${wanted.seed}`,
  );

  const telling = async () => {
    const timed = (line: string) =>
      say(`${line}, ${Math.round((performance.now() - began) / 1000)} s after the command`);
    await tellPast({ place: config, doors, target, keys, record, anchor, say: timed, signal });
    show({ filling: false });
    timed("every screen is full");
  };
  await Promise.all([
    telling(),
    working,
    keepFeeding(feeder, signal),
    watchPace(feeder, show, signal),
    wanted.episode
      ? playEpisode({ ...wanted, episode: wanted.episode }, { feeder, config, target, going, show, signal })
      : null,
  ]);
}

async function keepFeeding(feeder: Feeder, signal: AbortSignal): Promise<void> {
  for (;;) {
    await nextSecond(signal);
    await feeder.catchUp();
  }
}

async function keepWorking(desk: CallDesk, signal: AbortSignal): Promise<void> {
  signal.addEventListener("abort", desk.close, { once: true });
  for (;;) {
    await nextSecond(signal);
    await desk.act();
  }
}

/** Says when what is played falls behind the clock, and when it keeps up again. */
async function watchPace(
  feeder: Feeder,
  show: (change: Partial<DemoState>) => void,
  signal: AbortSignal,
): Promise<void> {
  let told = false;
  for (;;) {
    await nextSecond(signal);
    const behind = feeder.behind();
    if (behind < behindFrom && !told) continue;
    if (behind >= behindFrom && !told)
      say(`this machine does not keep up with the rate: ${behind} s behind, --rate less`);
    if (behind < behindFrom) say("it keeps up again");
    told = behind >= behindFrom;
    show({ behindSeconds: told ? behind : null });
  }
}

async function playEpisode(
  { episode: { name, minutes }, seed }: { episode: NonNullable<DemoArguments["episode"]>; seed: number },
  by: {
    feeder: Feeder;
    config: DemoPlace;
    target: DemoTarget;
    going: PlayedEpisode[];
    show: (change: Partial<DemoState>) => void;
    signal: AbortSignal;
  },
): Promise<void> {
  const { feeder, config, target, going, show, signal } = by;
  const { words, look, hours, invertedUntil } = episodes[name];
  const intake = createIntake(createPoster(target, signal));
  const listingCheck =
    invertedUntil === undefined ? null : await createListingCheck(() => openInstalledDatabase(config), intake, seed);
  const one = played(name, Math.floor(systemClock.now() / 1000) + 1, minutes);
  going.push(one);
  const player = createEpisodePlayer(one, { feeder, listingCheck });
  show({ episode: labelOf(one, minutes) });
  say(`episode ${name}: ${words}`);
  say(`  ${hours} hours in ${minutes} minutes: simulated and compressed; look at ${look}`);
  for (let second = one.from; second < player.ends; ) {
    await nextSecond(signal);
    second = Math.floor(systemClock.now() / 1000);
    for (const line of await player.act(second)) say(`  ${name}: ${line}`);
  }
  await player.close();
  show({ episode: null });
  say(`episode ${name} has ended; the usual goes on`);
}

const nextSecond = (signal: AbortSignal) => wait(1000 - (systemClock.now() % 1000), undefined, { signal });

function introduce(config: Config, people: readonly DemoPerson[]): void {
  say(`open ${config.publicUrl} and sign in as one of these, made for this start:`);
  for (const { email, password, roles } of people) say(`  ${email}  ${password}  (${roles.join(", ")})`);
  say("what to press then: ? for all keys, Ctrl K to find anything, g e Explore, g g Growth, g a Alerts, g o On call");
  say("try: Explore, 7 days by category: a spam wave stands there; Growth, 90 days: a flood of registrations");
  say(
    "everything is simulated but the days that Telegram published; sources say so by their names, pages at their foot",
  );
  say("npm run demo -- --help lists nine episodes to play live and how to play up to 50 times the rate");
}

function targetOf({ host, port, publicUrl }: Config): DemoTarget {
  return { host: host === "localhost" ? "127.0.0.1" : host, port, publicUrl };
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127(\.\d{1,3}){3}$/.test(host);
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(`[demo] ${error instanceof Error ? error.message : String(error)}`);
    process.exit(1);
  },
);
