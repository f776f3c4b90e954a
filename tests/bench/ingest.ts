import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { categories } from "../../server/counting/contract.ts";
import type { View } from "../../server/realtime/contract.ts";
import { connectLive, type LiveClient } from "../support/live-client.ts";
import { type BenchServer, startBenchServer } from "./bench-server.ts";
import { cpuSeconds, databaseCpuSeconds } from "./cpu-seconds.ts";
import { generateEvents } from "./event-generator.ts";
import { median, type Outcome, spread } from "./report.ts";

const senders = 4;
const eventsARequest = 1_000;
const pairs = 5;
const settings = ["fsync", "synchronous_commit", "full_page_writes"] as const;

interface Load {
  /** One list of request bodies a sender. */
  bodies: Buffer[][];
  /** The same events once each, as COPY's text, in pieces. */
  copyText: string[];
}

/**
 * 1 M generated events (seed 1, 5 % repeats) posted by 4 senders, 1,000 a request, through the shipped server with 50
 * live rooms open, against COPY by one connection of the same rows into a plain table: time of COPY ÷ our time.
 */
export async function benchIngest(total = 1_000_000): Promise<Outcome> {
  const samples: Record<string, number>[] = [];
  let durability: Record<string, string> = {};
  for (let pair = 0; pair < pairs; pair++) {
    await using server = await startBenchServer();
    const admin = new pg.Client({ ...server.address });
    await admin.connect();
    durability = await refuseWithoutDurability(admin);
    const load = prepareLoad(total);
    // Alternating, so that a machine that grows slower or faster does not favour one side.
    const copyFirst = pair % 2 === 1;
    const before = copyFirst ? await timeCopy(admin, load) : undefined;
    const ours = await timeIngest(server, load, total);
    const copy = before ?? (await timeCopy(admin, load));
    await admin.end();
    const proof = await server.cli(["reconcile"]);
    const differences = proof.differences as string[];
    if (differences.length > 0) throw new Error(`the counts do not reconcile: ${differences.join("; ")}`);
    samples.push({ ratio: copy / ours.seconds, copySeconds: copy, ...ours, reconciled: Number(proof.events) });
    console.error(`pair ${pair + 1} of ${pairs}:`, JSON.stringify(samples.at(-1)));
  }
  const of = (name: string) => samples.map((sample) => sample[name] ?? Number.NaN);
  return {
    value: median(of("ratio")),
    unit: "time of COPY ÷ time of ingest, the same events",
    durability,
    events: total,
    eventsPerSecond: Math.round(median(of("eventsPerSecond"))),
    copyRowsPerSecond: Math.round(median(of("reconciled").map((rows, i) => rows / (of("copySeconds")[i] ?? 1)))),
    serverCpuSecondsPerMillion: median(of("serverCpuPerMillion")),
    databaseCpuSecondsPerMillion: median(of("databaseCpuPerMillion")),
    spread: spread(of("ratio")),
    samples,
  };
}

async function refuseWithoutDurability(client: pg.Client): Promise<Record<string, string>> {
  const { rows } = await client.query<{ name: string; setting: string }>(
    "select name, setting from pg_settings where name = any($1)",
    [[...settings]],
  );
  const found = Object.fromEntries(rows.map(({ name, setting }) => [name, setting]));
  console.error("durability:", JSON.stringify(found));
  const off = settings.filter((name) => found[name] !== "on");
  if (off.length > 0) throw new Error(`${off.join(", ")} must be on: without it the figure means nothing`);
  return found;
}

function prepareLoad(total: number): Load {
  const until = Date.now();
  const bodies: Buffer[][] = [];
  const copyText: string[] = [];
  for (let sender = 0; sender < senders; sender++) {
    const seen = new Set<string>();
    const mine: Buffer[] = [];
    let lines: string[] = [];
    let rows: string[] = [];
    for (const { line, columns } of generateEvents({ seed: 1, sender, total: total / senders, until })) {
      lines.push(line);
      const [id = ""] = columns;
      if (!seen.has(id)) rows.push(`${sender}\t${columns.join("\t")}\n`);
      seen.add(id);
      if (lines.length < eventsARequest) continue;
      mine.push(Buffer.from(lines.join("\n")));
      copyText.push(rows.join(""));
      lines = [];
      rows = [];
    }
    bodies.push(mine);
  }
  return { bodies, copyText };
}

async function timeCopy(client: pg.Client, { copyText }: Load): Promise<number> {
  await client.query("drop table if exists copied");
  await client.query(`create table copied (source_id int, event_id text, event_time timestamptz, category text,
    subject text, effect text, origin text, auto_detected text, auto_decided text, country text, keyword_class text,
    primary key (source_id, event_id))`);
  const started = performance.now();
  await pipeline(Readable.from(copyText), client.query(copyFrom("copy copied from stdin")));
  const seconds = (performance.now() - started) / 1000;
  await client.query("drop table copied");
  return seconds;
}

async function timeIngest(server: BenchServer, { bodies }: Load, total: number) {
  const keys: string[] = [];
  for (let sender = 0; sender < senders; sender++) {
    keys.push(String((await server.cli(["source", "create", "--name", `sender ${sender}`, "--scope", "events"])).key));
  }
  const rooms = await openRooms(server);
  const cpuBefore = { server: cpuSeconds(server.pid), database: databaseCpuSeconds(databaseFolder(server)) };
  const started = performance.now();
  await Promise.all(bodies.map((mine, sender) => send(server.url, keys[sender] ?? "", mine)));
  const seconds = (performance.now() - started) / 1000;
  const millions = total / 1_000_000;
  const serverCpu = cpuSeconds(server.pid) - cpuBefore.server;
  const databaseCpu = databaseCpuSeconds(databaseFolder(server)) - cpuBefore.database;
  for (const client of rooms) await client[Symbol.asyncDispose]();
  return {
    seconds,
    eventsPerSecond: total / seconds,
    serverCpuPerMillion: serverCpu / millions,
    databaseCpuPerMillion: databaseCpu / millions,
  };
}

const databaseFolder = (server: BenchServer) =>
  "host" in server.address ? server.address.host.replace(/\/run$/, "") : "";

async function send(url: string, key: string, bodies: readonly Buffer[]): Promise<void> {
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/x-ndjson" };
  for (const body of bodies) {
    const answer = await fetch(`${url}/api/v1/events`, { method: "POST", headers, body: new Uint8Array(body) });
    if (answer.status !== 200) throw new Error(`${answer.status}: ${await answer.text()}`);
    const { rejected } = (await answer.json()) as { rejected: unknown[] };
    if (rejected.length > 0) throw new Error(`rejected: ${JSON.stringify(rejected[0])}`);
  }
}

/** 50 rooms, open and read by two browsers' worth of sockets. */
async function openRooms(server: BenchServer): Promise<LiveClient[]> {
  const password = "a password of the bench";
  const email = "bench@watchfloor.example";
  await server.cli(["user", "create", "--email", email, "--role", "viewer", "--password-stdin"], password);
  const signedIn = await fetch(`${server.url}/api/auth/sign-in/email`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: server.url },
    body: JSON.stringify({ email, password }),
  });
  const cookie = signedIn.headers
    .getSetCookie()
    .map((one) => one.split(";", 1)[0])
    .join("; ");
  const clients = [await connectLive({ url: server.url, cookie }), await connectLive({ url: server.url, cookie })];
  for (const [i, view] of views().entries()) {
    const joined = await clients[i % 2]?.join(view);
    if (!joined?.ok) throw new Error(`a room did not open: ${JSON.stringify(joined)}`);
    // Under the limit of joins a second.
    await new Promise((resolve) => setTimeout(resolve, 110));
  }
  return clients;
}

function views(): View[] {
  const view = (more: Partial<View>): View => ({
    kind: "takedowns",
    measure: "takedowns",
    breakdowns: [],
    filter: {},
    grain: "10s",
    ...more,
  });
  const grains = ["10s", "minute"] as const;
  return [
    ...grains.flatMap((grain) => categories.map((category) => view({ grain, filter: { category } }))),
    ...grains.flatMap((grain) => [
      view({ grain, breakdowns: ["category"] }),
      view({ grain, breakdowns: ["subject"] }),
      view({ grain, breakdowns: ["timing"] }),
      view({ grain, breakdowns: ["category", "subject"] }),
      view({ grain, measure: "decisions" }),
      view({ grain, measure: "decisions", breakdowns: ["category"] }),
      view({ grain, kind: "growth", measure: "sign_ups" }),
      view({ grain, kind: "growth", measure: "deletions" }),
      view({ grain }),
    ]),
  ];
}
