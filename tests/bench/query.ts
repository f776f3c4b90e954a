import { setTimeout as wait } from "node:timers/promises";
import pg from "pg";
import { randomOf } from "../../server/cli/demo/random.ts";
import { type Dimension, dimensionsOf, type ReadSeries } from "../../server/counting/series/contract.ts";
import { startBenchServer } from "./bench-server.ts";
import { fillCubes, tableSizes } from "./query-fill.ts";
import type { Outcome } from "./report.ts";
import { signInViewer } from "./viewer.ts";

const dayMs = 86_400_000;
const hourMs = 3_600_000;
const minuteMs = 60_000;
const sources = ["Classifier", "Moderation tool", "User reports", "Sign-up service"];
const perDay = [4_700_000, 47_000_000] as const;
const exploreQuestions = 200;
const hourQuestions = 60;
const nowRounds = 40;
const movedRounds = 20;

/**
 * How long the shipped server takes to answer, over HTTP as the browser asks: what Now asks beside its live rooms, and
 * Explore over 90 days by two random dimensions with one random filter, each asked once. Explore draws 90 days by the
 * day; by the hour, which a reader can choose, and what moved by the minute are reported beside it.
 */
export async function benchQuery(): Promise<Outcome> {
  const results = [];
  for (const decisions of perDay) results.push(await measure(decisions));
  const last = results.at(-1);
  return {
    value: last?.explore.p95 ?? Number.NaN,
    unit: `ms for 90 days by two dimensions with one filter, p95 over HTTP, ${perDay.at(-1)} decisions a day`,
    results: results.map(({ samples: _, ...rest }) => rest),
    samples: results.map(({ samples }) => samples),
  };
}

async function measure(decisionsADay: number) {
  await using server = await startBenchServer();
  const ids: number[] = [];
  for (const name of sources) ids.push(Number((await server.cli(["source", "create", "--name", name])).id));
  const cookie = await signInViewer(server, "lead");
  const client = new pg.Client({ ...server.address });
  await client.connect();
  const started = performance.now();
  const now = Date.now();
  await fillCubes(client, ids, decisionsADay, now);
  const filledIn = Math.round((performance.now() - started) / 1000);
  const tables = await tableSizes(client);
  await client.end();
  console.error(JSON.stringify({ decisionsADay, filledIn, tables }));
  const ask = async (procedure: string, input?: object): Promise<number> => {
    const { status, text, ms } = await timed(procedure, input);
    if (status !== 200) throw new Error(`${procedure} was answered ${status}: ${text.slice(0, 300)}`);
    return ms;
  };
  const timed = async (procedure: string, input?: object) => {
    const query = input === undefined ? "" : `?input=${encodeURIComponent(JSON.stringify(input))}`;
    const before = performance.now();
    const answer = await fetch(`${server.url}/api/trpc/${procedure}${query}`, { headers: { cookie } });
    const text = await answer.text();
    return { status: answer.status, text, ms: performance.now() - before };
  };

  const nowMs: number[] = [];
  for (let round = 0; round < nowRounds; round++) {
    // Another minute each time, as it is when the page stands open: no answer is asked for twice.
    for (const [procedure, input] of nowQuestions(now - (round % 20) * minuteMs))
      nowMs.push(await ask(procedure, input));
    await wait(20);
  }
  const movedMs: number[] = [];
  for (let round = 0; round < movedRounds; round++)
    movedMs.push(await ask("series.explain", movedQuestion(now - round * minuteMs)));
  const random = randomOf(47, decisionsADay);
  const exploreMs: number[] = [];
  for (let n = 0; n < exploreQuestions; n++)
    exploreMs.push(await ask("series.read", exploreQuestion(random, "day", now)));
  const byHour = [];
  for (let n = 0; n < hourQuestions; n++) byHour.push(await timed("series.read", exploreQuestion(random, "hour", now)));
  const hourMs = byHour.filter(({ status }) => status === 200).map(({ ms }) => ms);
  const result = {
    decisionsADay,
    filledInSeconds: filledIn,
    tables,
    now: figures(nowMs),
    whatMoved: figures(movedMs),
    explore: figures(exploreMs),
    exploreByHour: { ...figures(hourMs), refused: byHour.length - hourMs.length },
    samples: { nowMs, movedMs, exploreMs, hourMs },
  };
  console.error(
    JSON.stringify({
      now: result.now,
      whatMoved: result.whatMoved,
      explore: result.explore,
      byHour: result.exploreByHour,
    }),
  );
  return result;
}

/** What moved in two hours against a week ago, by the minute and every dimension: the longest range that goes by it. */
function movedQuestion(now: number): object {
  const to = Math.floor(now / minuteMs) * minuteMs;
  const from = to - 2 * hourMs;
  return { measure: "takedowns", filter: {}, grain: "minute", from, to, before: from - 7 * dayMs };
}

/** What Now asks once a minute, and with its first drawing; its live rooms come from memory. */
function nowQuestions(now: number): [string, object?][] {
  const to = Math.ceil((now - 7 * dayMs) / minuteMs) * minuteMs;
  const earlier = (measure: string, breakdowns: string[]): [string, object] => [
    "series.read",
    { measure, breakdowns, filter: {}, grain: "minute", from: to - 130 * minuteMs, to },
  ];
  return [
    earlier("takedowns", ["subject"]),
    earlier("takedowns", ["category"]),
    earlier("takedowns", ["keyword_class"]),
    earlier("user_reports", []),
    earlier("decisions", []),
    earlier("sign_ups", []),
    ["growth.totalUsers"],
    ["sources.freshness"],
    ["hotline.board"],
  ];
}

const filters: Partial<Record<Dimension, readonly string[]>> = {
  category: ["scams_and_fraud", "violence", "other_violation_tc", "self_harm"],
  subject: ["post", "channel", "account"],
  origin: ["own_initiative", "article_16"],
  auto_decided: ["fully", "not"],
  auto_detected: ["yes", "no"],
  country: ["IN", "DE", "BR", "ZZ"],
  timing: ["live"],
};

/** Ninety days by two dimensions of which one question in two goes beyond a single cube, with one filter. */
function exploreQuestion(random: () => number, grain: "day" | "hour", now: number): ReadSeries {
  const measure = random() < 0.7 ? "takedowns" : "decisions";
  const pick = <Value>(from: readonly Value[]): Value => from[Math.floor(random() * from.length)] as Value;
  const known = dimensionsOf(measure);
  const first = pick(known);
  const second = pick(known.filter((by) => by !== first));
  const filtered = pick(Object.keys(filters) as Dimension[]);
  const bucket = grain === "day" ? dayMs : hourMs;
  const to = Math.ceil(now / bucket) * bucket;
  return {
    measure,
    breakdowns: [first, second],
    filter: { [filtered]: pick(filters[filtered] ?? []) },
    grain,
    from: to - 90 * dayMs,
    to,
  };
}

function figures(values: readonly number[]) {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (percent: number) =>
    round(sorted[Math.min(sorted.length - 1, Math.ceil((percent / 100) * sorted.length) - 1)]);
  return { asked: values.length, p50: at(50), p95: at(95), p99: at(99), max: at(100) };
}

const round = (value: number | undefined) => Math.round((value ?? Number.NaN) * 10) / 10;
