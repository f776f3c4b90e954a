import { setTimeout as wait } from "node:timers/promises";
import pg from "pg";
import { bucketOf } from "../../server/kernel/grains.ts";
import { postEvents, startBackground, takedown } from "./background.ts";
import { type BenchServer, startBenchServer } from "./bench-server.ts";
import { type Crowd, connectCrowd } from "./crowd.ts";
import { openLivePage } from "./live-page.ts";
import { type Outcome, percentile } from "./report.ts";

const samplesWanted = 520;
/** A sample that is not on screen by then is missing and counts as this. */
const worstMs = 5_000;
const crowdSize = 500;
const backgroundPerSecond = 2_000;
/** Above every count of the background, so that sums tell which samples are in them. */
const largeCount = 900_000;

interface Sample {
  count: number;
  eventTime: number;
  committedAt: number;
}
/** What the page showed from `at` on, painted: Date.now() after the frame. */
interface Shown {
  what: "tile" | "chart";
  at: number;
  value: number;
  /** End of the minute that the tile counts; 0 for the chart. */
  until: number;
  text: string;
}

/**
 * From an event's commit (PostgreSQL's own commit timestamp) to the frame that shows it, on Now in a real browser, while
 * 500 further sockets watch and 2,000 events a second come in. Each sample is an event of a bucket that is complete.
 */
export async function benchLatency(): Promise<Outcome> {
  await using folder = await startBenchServer();
  await execute(folder, "alter system set track_commit_timestamp = on");
  await folder.stop();
  await using server = await startBenchServer({ dataFolder: folder.dataFolder });
  const key = String((await server.cli(["source", "create", "--name", "Classifier", "--scope", "events"])).key);
  await using _crowd: Crowd = await connectCrowd(server, crowdSize);
  await using background = startBackground(server, key, backgroundPerSecond);
  await wait(3_000);
  await using live = await openLivePage(server);
  await live.page.evaluate(observe);
  await wait(2_000);

  const sent: Omit<Sample, "committedAt">[] = [];
  for (let n = 0; n < samplesWanted; n++) {
    const sample = { count: largeCount + n, eventTime: Date.now() - 14_000 };
    await postEvents(server, key, [takedown(`sample-${n}`, sample.eventTime, "account", sample.count)]);
    sent.push(sample);
    await wait(300 + Math.random() * 600);
    if (n % 100 === 99)
      console.error(`${n + 1} of ${samplesWanted} samples, ${background.posted()} events beside them`);
  }
  await wait(worstMs);
  const shown = await live.page.evaluate(() => (window as unknown as { shown: Shown[] }).shown);
  const commits = await commitTimes(server);
  const samples = sent.map((one) => ({ ...one, committedAt: commits.get(one.count) ?? Number.NaN }));
  const tile = latencies("tile", samples, shown);
  const chart = latencies("chart", samples, shown);
  return {
    value: percentile(chart.ms, 0.99),
    unit: "ms from an event's commit to the chart that shows it, p99",
    tile: figures(tile),
    chart: figures(chart),
    eventsPerSecond: Math.round(background.posted() / background.seconds()),
    sockets: crowdSize + 1,
    samples: samples.map((sample, n) => ({ ...sample, tileMs: tile.ms[n], chartMs: chart.ms[n] })),
  };
}

/** Runs in the page: writes down each change of the tile and of the chart once it is painted. */
function observe(): void {
  const shown: Shown[] = [];
  Object.assign(window, { shown });
  const watch = (what: Shown["what"], testId: string, value: string, until: string) => {
    const element = document.querySelector<HTMLElement>(`[data-testid="${testId}"]`);
    if (!element) throw new Error(`the page has no ${testId}`);
    const look = () => {
      const read = (name: string) => Number(element.getAttribute(name) ?? Number.NaN);
      const text = what === "tile" ? (element.querySelector("p")?.textContent ?? "") : "";
      const seen = { what, value: read(value), until: until === "" ? 0 : read(until), text };
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => shown.push({ ...seen, at: Date.now() });
        port2.postMessage(null);
      });
    };
    new MutationObserver(look).observe(element, { attributes: true });
    look();
  };
  watch("tile", "tile-accounts", "data-value", "data-until");
  watch("chart", "chart-takedowns", "data-total", "");
}

/**
 * For each sample the time to the first painted state that holds it. The samples are the only accounts, so the tile's
 * figure is a sum of samples; the chart's total holds the background too, which in all is less than one sample.
 */
function latencies(what: Shown["what"], samples: readonly Sample[], shown: readonly Shown[]) {
  const states = shown.filter((state) => state.what === what);
  const holds = (state: Shown, last: number) => {
    const inWindow = ({ eventTime }: Sample) => {
      const bucket = bucketOf(eventTime, "10s");
      return what === "chart" || (bucket >= state.until - 60_000 && bucket < state.until);
    };
    const sample = samples[last];
    if (!sample || !inWindow(sample)) return false;
    const least = samples.slice(0, last + 1).filter(inWindow);
    return state.value >= least.reduce((sum, { count }) => sum + count, 0);
  };
  let missing = 0;
  let unchanged = 0;
  const ms: number[] = [];
  for (const [n, { committedAt }] of samples.entries()) {
    const index = states.findIndex((state) => state.at >= committedAt && holds(state, n));
    const state = states[index];
    if (what === "tile" && state && states[index - 1]?.text === state.text) {
      unchanged++;
      continue;
    }
    const took = state ? state.at - committedAt : Number.POSITIVE_INFINITY;
    if (took > worstMs) missing++;
    ms.push(Math.min(took, worstMs));
  }
  return { ms, missing, unchanged };
}

const figures = ({ ms, missing, unchanged }: ReturnType<typeof latencies>) => ({
  samples: ms.length,
  missing,
  unchanged,
  p50: percentile(ms, 0.5),
  p95: percentile(ms, 0.95),
  p99: percentile(ms, 0.99),
  max: Math.max(...ms),
});

async function execute(server: BenchServer, text: string) {
  const client = new pg.Client({ ...server.address });
  await client.connect();
  try {
    return await client.query(text);
  } finally {
    await client.end();
  }
}

async function commitTimes(server: BenchServer): Promise<Map<number, number>> {
  const { rows } = await execute(
    server,
    `select count::int as count, extract(epoch from pg_xact_commit_timestamp(xmin))::float8 * 1000 as at
     from raw_event where count >= ${largeCount}`,
  );
  return new Map(rows.map(({ count, at }) => [count, at]));
}
