import { setTimeout as wait } from "node:timers/promises";
import { eventSources } from "../../server/cli/demo/demo-event.ts";
import { authorities, type DemoKeys, demoSources } from "../../server/cli/demo/demo-keys.ts";
import { createFeeder } from "../../server/cli/demo/feeder.ts";
import { openPastDoors } from "../../server/cli/demo/past-doors.ts";
import { systemClock } from "../../server/kernel/clock.ts";
import { type BenchServer, startBenchServer } from "./bench-server.ts";
import { type LivePage, openLivePage } from "./live-page.ts";
import type { Outcome } from "./report.ts";

/** The demo plays 3,000 takedowns a minute. */
const takedownsAMinute = 30_000;
const minute = 60_000;
const minutes = 11;
/** What Now draws, and a little before. */
const windowMs = 42 * minute;
/** What is sent within this time counts as live, with a minute to spare. */
const liveMs = 14 * minute;

/**
 * Now, live for 11 minutes at ten times the demo's rate: the share of the second minute in which the page's main thread
 * works, and by how much what its heap holds has grown from the first minute to the last, each after a forced
 * collection. Beside it each minute's use of the heap, which two collections a second apart tell by 3 % differently.
 */
export async function benchRender(): Promise<Outcome> {
  await using server = await startBenchServer();
  const stopping = new AbortController();
  const feeding = feed(server, stopping.signal);
  try {
    await feeding.filled;
    await using live = await openLivePage(server);
    await live.devtools.send("Performance.enable");
    const samples: { minute: number; busy: number; used: number }[] = [];
    const held: number[] = [];
    for (let passed = 1; passed <= minutes; passed++) {
      const before = await busySeconds(live);
      await wait(minute);
      const after = await busySeconds(live);
      const busy = (after.busy - before.busy) / (after.at - before.at);
      samples.push({ minute: passed, busy, used: await usedAfterCollection(live) });
      console.error(`minute ${passed} of ${minutes}:`, JSON.stringify(samples.at(-1)));
      if (passed === 1 || passed === minutes) held.push(await heldBytes(live));
    }
    const [first = Number.NaN, last = Number.NaN] = held;
    const used = (passed: number) => samples[passed - 1]?.used ?? Number.NaN;
    return {
      value: samples[1]?.busy ?? Number.NaN,
      unit: "share of the second minute in which the main thread works",
      heapGrowth: last / first - 1,
      heapBytes: { first, last },
      usedGrowth: used(minutes) / used(1) - 1,
      takedownsAMinute,
      shown: await live.page.getByTestId("tile-takedowns").getAttribute("data-value"),
      samples,
    };
  } finally {
    stopping.abort();
    await feeding.ended;
  }
}

/** Plays the demo's platform until the signal; `filled` when all that Now draws is posted. */
function feed(server: BenchServer, signal: AbortSignal): { filled: Promise<void>; ended: Promise<void> } {
  const { port } = new URL(server.url);
  const filled = Promise.withResolvers<void>();
  const run = async () => {
    const keys: Record<string, string> = {};
    for (const name of [...eventSources, ...authorities]) {
      const { name: shown, scopes } = demoSources[name];
      const made = await server.cli(["source", "create", "--name", shown, "--scope", scopes.join()]);
      keys[name] = String(made.key);
    }
    const played = { keys: keys as DemoKeys, signal, seed: 1, rate: takedownsAMinute };
    const from = await fillWindow(server, played);
    const target = { host: "127.0.0.1", port: Number(port), publicUrl: server.url };
    const feeder = createFeeder({ ...played, target, clock: systemClock, from });
    await feeder.catchUp();
    filled.resolve();
    while (!signal.aborted) {
      await wait(1000 - (systemClock.now() % 1000), undefined, { signal });
      await feeder.catchUp();
    }
  };
  const ended = run().catch((error: unknown) => {
    filled.reject(error);
    if (!signal.aborted) throw error;
  });
  return { filled: filled.promise, ended };
}

/**
 * The first part of the window, received when it happened: a window that still fills makes the page grow by what it is to
 * hold, which is no leak. @returns the second up to which all is posted, epoch seconds
 */
async function fillWindow(
  { dataFolder }: BenchServer,
  played: { keys: DemoKeys; signal: AbortSignal; seed: number; rate: number },
): Promise<number> {
  await using doors = await openPastDoors(dataFolder);
  const start = Math.floor((systemClock.now() - windowMs) / 1000);
  let at = start * 1000;
  const feeder = createFeeder({ ...played, target: doors.target, clock: { now: () => at }, from: start });
  while (at < systemClock.now() - liveMs) {
    at += minute;
    await doors.stand(at);
    await feeder.catchUp();
  }
  return at / 1000;
}

/** Seconds in which the main thread ran tasks, and the browser's clock at that moment. */
async function busySeconds({ devtools }: LivePage): Promise<{ busy: number; at: number }> {
  const { metrics } = await devtools.send("Performance.getMetrics");
  const of = (name: string) => metrics.find((metric) => metric.name === name)?.value ?? Number.NaN;
  return { busy: of("TaskDuration"), at: of("Timestamp") };
}

/** The least of five looks a second apart: what a frame is just building is not what the page holds. */
async function usedAfterCollection({ devtools }: LivePage): Promise<number> {
  const looks: number[] = [];
  for (let look = 0; look < 5; look++) {
    if (look > 0) await wait(1_000);
    await devtools.send("HeapProfiler.collectGarbage");
    await devtools.send("HeapProfiler.collectGarbage");
    looks.push((await devtools.send("Runtime.getHeapUsage")).usedSize);
  }
  return Math.min(...looks);
}

interface HeapSnapshot {
  snapshot: { meta: { node_fields: string[]; node_types: [string[]] } };
  nodes: number[];
  strings: string[];
}

/**
 * Bytes of all that a heap snapshot reaches, which collects until nothing is left to collect, as DevTools counts them:
 * values, functions and the machine code made of them. What the browser holds beside, such as styles, is none of it.
 */
async function heldBytes({ devtools }: LivePage): Promise<number> {
  const chunks: string[] = [];
  const take = ({ chunk }: { chunk: string }) => void chunks.push(chunk);
  devtools.on("HeapProfiler.addHeapSnapshotChunk", take);
  await devtools.send("HeapProfiler.takeHeapSnapshot", { reportProgress: false });
  devtools.off("HeapProfiler.addHeapSnapshotChunk", take);
  const { snapshot, nodes, strings } = JSON.parse(chunks.join("")) as HeapSnapshot;
  const { node_fields: fields, node_types: types } = snapshot.meta;
  const [type, name, size] = ["type", "name", "self_size"].map((field) => fields.indexOf(field));
  if (type === undefined || name === undefined || size === undefined) throw new Error("a snapshot of another format");
  const native = types[0].indexOf("native");
  let bytes = 0;
  for (let node = 0; node < nodes.length; node += fields.length) {
    const foreign = nodes[node + type] === native && !strings[nodes[node + name] ?? 0]?.startsWith("system / ");
    if (!foreign) bytes += nodes[node + size] ?? 0;
  }
  return bytes;
}
