import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { randomOf } from "../../server/cli/demo/random.ts";
import { type BenchServer, startBenchServer } from "./bench-server.ts";
import { cpuSeconds } from "./cpu-seconds.ts";
import type { CrowdReport } from "./fanout-crowd-program.ts";
import { median, type Outcome, spread } from "./report.ts";
import { signInViewer } from "./viewer.ts";

const sockets = 2_000;
// So many that no more people sign in than one address may in a minute.
const socketsAPerson = 80;
const eventsPerSecond = 500;
const requestsPerSecond = 20;
const pairs = 5;
const runMs = 60_000;
const leastFrameBytes = 1_024;

/**
 * What it costs to bring live rooms to 2,000 signed-in sockets: CPU of the server process, less what the same intake
 * costs one without sockets, over that of a bare Socket.IO that sends the same frames at the same moments. The server
 * without sockets takes its intake beside the bare one, so that both runs have the same neighbours on the machine.
 */
export async function benchFanout(): Promise<Outcome> {
  await using server = await startBenchServer();
  await using quiet = await startBenchServer();
  const folder = await mkdtemp(path.join(tmpdir(), "watchfloor-fanout-"));
  const recordTo = path.join(folder, "frames.jsonl");
  const programs: ChildProcess[] = [];
  const start = (name: string) => {
    const child = fork(path.join(import.meta.dirname, name), { stdio: ["ignore", "inherit", "inherit", "ipc"] });
    programs.push(child);
    return child;
  };
  try {
    const key = await sourceKey(server);
    const quietKey = await sourceKey(quiet);
    const cookies: string[] = [];
    for (let n = 0; n < sockets / socketsAPerson; n++) cookies.push(await signInViewer(server, `watcher-${n}`));
    const ours = start("fanout-crowd-program.ts");
    await ask(ours, { connect: { url: server.url, path: "/socket.io", cookies, sockets, recordTo } });
    const bare = start("fanout-bare-program.ts");
    const [{ port }] = (await once(bare, "message")) as [{ port: number }];
    const theirs = start("fanout-crowd-program.ts");
    const bareUrl = `http://127.0.0.1:${port}`;
    await ask(theirs, { connect: { url: bareUrl, path: "/socket.io", cookies: [], sockets, recordTo: "" } });

    const runs = [];
    for (let pair = 0; pair < pairs; pair++) {
      const live = await liveRun(server, key, ours);
      const [replay, intake] = await Promise.all([bareRun(bare, theirs, recordTo), intakeCpu(quiet, quietKey)]);
      const { frames, bytes } = recordedFrames(recordTo);
      if (live.reached !== sockets || replay.reached !== sockets)
        throw new Error(`only ${live.reached} and ${replay.reached} of ${sockets} sockets got a frame`);
      if (bytes / frames < leastFrameBytes)
        throw new Error(`frames of ${Math.round(bytes / frames)} bytes are too small`);
      const cpu = live.cpu - intake;
      const run = {
        ratio: cpu / replay.cpu,
        cpu,
        liveCpu: live.cpu,
        intakeCpu: intake,
        bareCpu: replay.cpu,
        frames,
        meanBytes: bytes / frames,
      };
      console.error(JSON.stringify({ ...run, delivered: live.frames, replayed: replay.frames }));
      runs.push({ ...run, delivered: live.frames, replayed: replay.frames });
    }
    const ratios = runs.map(({ ratio }) => ratio);
    return {
      value: median(ratios),
      unit: "CPU of the server for its live rooms ÷ CPU of a bare Socket.IO with the same frames",
      spread: spread(ratios),
      sockets,
      eventsPerSecond,
      runs,
    };
  } finally {
    for (const program of programs) if (program.connected) program.disconnect();
    await rm(folder, { recursive: true, force: true });
  }
}

async function sourceKey(server: BenchServer): Promise<string> {
  return String((await server.cli(["source", "create", "--name", "Classifier", "--scope", "events"])).key);
}

/** CPU that the intake alone costs a server to which nobody is connected. */
async function intakeCpu(server: BenchServer, key: string): Promise<number> {
  const before = cpuSeconds(server.pid);
  await sendFor(server, key, runMs);
  return cpuSeconds(server.pid) - before;
}

async function liveRun(server: BenchServer, key: string, crowd: ChildProcess): Promise<CrowdReport & { cpu: number }> {
  await ask(crowd, { begin: true });
  const before = cpuSeconds(server.pid);
  await sendFor(server, key, runMs);
  const cpu = cpuSeconds(server.pid) - before;
  await wait(1_000);
  return { ...(await ask<CrowdReport>(crowd, { report: true })), cpu };
}

async function bareRun(
  bare: ChildProcess,
  crowd: ChildProcess,
  replay: string,
): Promise<CrowdReport & { cpu: number }> {
  await ask(crowd, { begin: true });
  const { pid } = bare;
  if (pid === undefined) throw new Error("the bare server has ended");
  await ask(bare, { replay });
  const before = cpuSeconds(pid);
  await once(bare, "message");
  const cpu = cpuSeconds(pid) - before;
  await wait(1_000);
  return { ...(await ask<CrowdReport>(crowd, { report: true })), cpu };
}

async function ask<Answer>(program: ChildProcess, message: object): Promise<Answer> {
  program.send(message);
  const [answer] = await Promise.race([once(program, "message"), once(program, "exit")]);
  if (typeof answer !== "object" || answer === null) throw new Error(`a program of the benchmark ended (${answer})`);
  return answer as Answer;
}

function recordedFrames(file: string): { frames: number; bytes: number } {
  const lines = readFileSync(file, "utf8").split("\n");
  const bytes = lines.reduce((sum, line) => sum + JSON.stringify(JSON.parse(line).frame).length, 0);
  return { frames: lines.length, bytes };
}

const categories = [
  "SCAMS_AND_FRAUD",
  "VIOLENCE",
  "SELF_HARM",
  "ANIMAL_WELFARE",
  "CYBER_VIOLENCE",
  "PROTECTION_OF_MINORS",
  "RISK_FOR_PUBLIC_SECURITY",
  "CONSUMER_INFORMATION",
  "ILLEGAL_OR_HARMFUL_SPEECH",
  "INTELLECTUAL_PROPERTY_INFRINGEMENTS",
  "UNSAFE_AND_PROHIBITED_PRODUCTS",
  "OTHER_VIOLATION_TC",
];
const subjects = ["post", "post", "post", "channel", "group"];

/** Posts decisions of the last half minute at the agreed rate; each is committed when it is answered. */
async function sendFor(server: BenchServer, key: string, milliseconds: number): Promise<void> {
  const started = performance.now();
  const random = randomOf(Math.floor(started), 5);
  const pick = (from: readonly string[]) => from[Math.floor(random() * from.length)] ?? "";
  const aRequest = eventsPerSecond / requestsPerSecond;
  for (let n = 0; n < (milliseconds / 1_000) * requestsPerSecond; n++) {
    const behind = started + (n * 1_000) / requestsPerSecond - performance.now();
    if (behind > 0) await wait(behind);
    const lines = Array.from({ length: aRequest }, (_, i) =>
      JSON.stringify({
        specversion: "1.0",
        id: `${started}-${n}-${i}`,
        source: "/bench",
        type: "decision.made",
        time: new Date(Date.now() - 200 - Math.floor(random() * 30_000)).toISOString(),
        data: {
          category: `STATEMENT_CATEGORY_${pick(categories)}`,
          decision_visibility: ["DECISION_VISIBILITY_CONTENT_REMOVED"],
          subject: pick(subjects),
        },
      }),
    );
    const answer = await fetch(`${server.url}/api/v1/events`, {
      method: "POST",
      headers: { authorization: `Bearer ${key}`, "content-type": "application/x-ndjson" },
      body: lines.join("\n"),
    });
    const { accepted } = await answer.json();
    if (accepted !== aRequest) throw new Error(`of ${aRequest} events ${accepted} were accepted`);
  }
}
