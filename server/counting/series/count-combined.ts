import { type Grain, grainMs } from "../../kernel/grains.ts";
import { Refusal } from "../../kernel/refusal.ts";
import { sumCells } from "../combined/rules.ts";
import { type PackedBucket, readAdditions, readCombinedBuckets, readSourceNumbers } from "../combined/store.ts";
import type { CombinedPlan } from "./rules.ts";
import type { AskedSums, CountedPoint } from "./store.ts";

type Client = Parameters<typeof readAdditions>[0];

/** So many buckets are read at once: the next come while these are summed, and other work gets its turn between. */
const bucketsAtOnce = 16;
/** The figure at which a chart is refused rather than computed: some seconds of summing. */
const mostBytes = 1_000_000_000;

/** The sums by source, key and point of one window. */
interface Sums {
  bySource: Map<number, Map<number, Float64Array>>;
  late: number;
}

/**
 * Like `readPoints`, from the combined cube and what waits to be added to it: as exact, and as new.
 * @throws Refusal `too_large` when the range holds too much
 */
export async function countCombined(
  client: Client,
  plan: CombinedPlan,
  asked: AskedSums,
): Promise<{ sums: CountedPoint[]; ranked: number }> {
  const sources = plan.source === null ? await readSourceNumbers(client) : [plan.source];
  const windows: Sums[] = [];
  for (const window of [asked.window, ...(asked.compared ? [asked.compared] : [])]) {
    const range = { from: Math.max(window.from, asked.keptFrom), to: window.to };
    const step = asked.whole ? window.to - window.from : window.step;
    const points = Math.round((window.to - window.from) / step);
    const sums: Sums = { bySource: new Map(), late: 0 };
    const scratch = new Float64Array(plan.question.keys);
    const add = ({ sourceId, bucket, cells }: PackedBucket) => {
      const late = sumCells(cells, plan.question, scratch);
      sums.late += late;
      spread(sums, plan.bySource ? sourceId : 0, scratch, Math.floor((bucket - window.from) / step), points);
    };
    for await (const buckets of inTurns(client, asked.grain, sources, range)) for (const one of buckets) add(one);
    for (const one of await readAdditions(client, range)) if (sources.includes(one.sourceId)) add(one);
    windows.push(sums);
  }
  return rank(windows, asked.keys);
}

/** Adds the sums of one bucket to their point, and empties them. */
function spread(sums: Sums, source: number, scratch: Float64Array, point: number, points: number): void {
  let keys = sums.bySource.get(source);
  if (!keys) {
    keys = new Map();
    sums.bySource.set(source, keys);
  }
  for (let key = 0; key < scratch.length; key++) {
    const n = scratch[key] ?? 0;
    if (n === 0) continue;
    scratch[key] = 0;
    let line = keys.get(key);
    if (!line) {
      line = new Float64Array(points);
      keys.set(key, line);
    }
    line[point] = (line[point] ?? 0) + n;
  }
}

async function* inTurns(
  client: Client,
  grain: Grain,
  sources: readonly number[],
  { from, to }: { from: number; to: number },
) {
  const length = bucketsAtOnce * grainMs[grain];
  const turns = sources.flatMap((source) =>
    Array.from({ length: Math.max(0, Math.ceil((to - from) / length)) }, (_, i) => {
      const start = from + i * length;
      return { source, from: start, to: Math.min(start + length, to) };
    }),
  );
  let bytes = 0;
  let next = read(turns[0]);
  for (let i = 0; i < turns.length; i++) {
    const buckets = await next;
    next = read(turns[i + 1]);
    bytes += buckets.reduce((sum, { cells }) => sum + cells.length, 0);
    if (bytes > mostBytes) {
      await next;
      throw new Refusal("too_large", "This is too much to count at once: ask by day, or for a shorter range.", "from");
    }
    yield buckets;
  }

  function read(turn: (typeof turns)[number] | undefined): Promise<PackedBucket[]> {
    if (!turn) return Promise.resolve([]);
    const reading = readCombinedBuckets(client, grain, turn.source, turn);
    // Heard of when it is awaited; until then a failure must not count as one that nobody hears of.
    reading.catch(() => {});
    return reading;
  }
}

function rank(windows: readonly Sums[], keys: number): { sums: CountedPoint[]; ranked: number } {
  const totals = new Map<string, { sourceId: number; key: number; totals: number[] }>();
  for (const [window, { bySource }] of windows.entries()) {
    for (const [sourceId, lines] of bySource) {
      for (const [key, line] of lines) {
        // What was voided and its voiding add up to nothing: that is no key, as in the other cubes.
        if (line.every((n) => n === 0)) continue;
        const held = totals.get(`${sourceId}|${key}`) ?? { sourceId, key, totals: [0, 0] };
        totals.set(`${sourceId}|${key}`, held);
        held.totals[window] = line.reduce((sum, n) => sum + n, 0);
      }
    }
  }
  const ranked = [...totals.values()].sort(
    (a, b) =>
      (b.totals[0] ?? 0) - (a.totals[0] ?? 0) ||
      (b.totals[1] ?? 0) - (a.totals[1] ?? 0) ||
      a.sourceId - b.sourceId ||
      a.key - b.key,
  );
  const sums: CountedPoint[] = [];
  for (const [at, { sourceId, key }] of ranked.entries()) {
    const place = at < keys ? at + 1 : null;
    for (const [window, { bySource }] of windows.entries()) {
      for (const [point, n] of bySource.get(sourceId)?.get(key)?.entries() ?? []) {
        if (n !== 0) sums.push({ window, point, place, sourceId: place ? sourceId : 0, key: place ? key : 0, n });
      }
    }
  }
  for (const [window, { late }] of windows.entries()) {
    sums.push({ window, point: null, place: null, sourceId: 0, key: 0, n: late });
  }
  return { sums, ranked: ranked.length };
}
