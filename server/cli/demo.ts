import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { parseArgs } from "node:util";
import { type Config, readConfig } from "../config.ts";
import { systemClock } from "../kernel/clock.ts";
import { createFeeder, type Feeder, type FeederOptions } from "./demo-feeder.ts";
import { startDemoServer } from "./demo-server.ts";
import { type DemoPerson, setUpDemo } from "./demo-setup.ts";

const say = (line: string) => console.log(`[demo] ${line}`);

/** `npm run demo`: the server of `npm start` on data of its own, with people to sign in as and a simulated platform. */
async function main(): Promise<number> {
  const rhythm = readArguments();
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
    const { keys, people } = await setUpDemo(config);
    introduce(config, people);
    await feed({ ...rhythm, keys, target: targetOf(config), clock: systemClock, signal: stopping.signal });
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

async function feed(options: FeederOptions): Promise<void> {
  const { signal, rate, seed } = options;
  const feeder = createFeeder(options);
  const statements = await feeder.replayStatements();
  say(
    statements > 0
      ? `${statements} real statements of 1 July 2025 replayed; they count on that day and do not move today's charts`
      : "the 50 real statements of 1 July 2025 are known from an earlier start; none was counted again",
  );
  await feeder.catchUp();
  say(`the last 14 minutes are filled in; now ${rate} takedowns a minute (--rate), seed ${seed} (--seed)`);
  await keepFeeding(feeder, signal);
}

async function keepFeeding(feeder: Feeder, signal: AbortSignal): Promise<void> {
  for (;;) {
    await wait(1000 - (systemClock.now() % 1000), undefined, { signal });
    await feeder.catchUp();
  }
}

function introduce(config: Config, people: readonly DemoPerson[]): void {
  say("everything here is simulated; sources say so by their names. Sign in as one of these, made for this start:");
  for (const { email, password, roles } of people) say(`  ${email}  ${password}  (${roles.join(", ")})`);
  say(`on ${config.publicUrl}`);
}

function targetOf({ host, port, publicUrl }: Config): FeederOptions["target"] {
  return { host: host === "localhost" ? "127.0.0.1" : host, port, publicHost: new URL(publicUrl).host };
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127(\.\d{1,3}){3}$/.test(host);
}

function readArguments(): { seed: number; rate: number } {
  const { seed, rate } = parseArgs({
    options: { seed: { type: "string", default: "1" }, rate: { type: "string", default: "3000" } },
  }).values;
  return { seed: wholeNumber("seed", seed, 0, 4_294_967_295), rate: wholeNumber("rate", rate, 1, 600_000) };
}

function wholeNumber(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return value;
  throw new Error(`--${name} takes a whole number from ${least} to ${most}, not "${text}".`);
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(`[demo] ${error instanceof Error ? error.message : String(error)}`);
    process.exit(1);
  },
);
