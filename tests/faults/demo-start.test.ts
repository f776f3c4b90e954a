import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import type { Inbox } from "../../server/alerts/contract.ts";
import type { ResponseFigures } from "../../server/alerts/response/contract.ts";
import { daySeconds, publishedDays } from "../../server/cli/demo/published-days.ts";
import { processState } from "../../server/database/process-state.ts";
import type { PolicyOnBoard } from "../../server/oncall/policy/contract.ts";
import { peopleOf, type RunningDemo, startDemo, untilSaid } from "../support/demo-process.ts";
import { dataPlace, eventually, postmasterOf } from "../support/embedded-app.ts";
import { runCli } from "../support/fault-server.ts";

const dayMs = daySeconds * 1000;
const filledIn = "the last minutes are filled in";
const full = "every screen is full";

const untilFilledIn = (demo: RunningDemo) => untilSaid(demo, filledIn);

async function signIn(demo: RunningDemo, person: object): Promise<Response> {
  const headers = { "content-type": "application/json", origin: demo.url };
  const body = JSON.stringify(person);
  return fetch(`${demo.url}/api/auth/sign-in/email`, { method: "POST", headers, body });
}

/** Asks a procedure as a page of the first person does. */
async function asking(demo: RunningDemo): Promise<(procedure: string, input?: object) => Promise<unknown>> {
  const signedIn = await signIn(demo, peopleOf(demo)[0] ?? {});
  const cookie = signedIn.headers
    .getSetCookie()
    .map((one) => one.split(";", 1)[0])
    .join("; ");
  return async (procedure, input) => {
    const query = input ? `?input=${encodeURIComponent(JSON.stringify(input))}` : "";
    const answer = await fetch(`${demo.url}/api/trpc/${procedure}${query}`, { headers: { cookie } });
    const { result, error } = (await answer.json()) as { result?: { data: unknown }; error?: { message: string } };
    if (!result) throw new Error(`${procedure} was answered ${answer.status}: ${error?.message}`);
    return result.data;
  };
}

type Series = { times: number[]; step: number; series: { key: string; points: (number | null)[] }[] };

/** Groups and channels of a source by UTC day and keyword class, as Explore shows them; `2024-03-23 terrorism`. */
async function daysOf(ask: Awaited<ReturnType<typeof asking>>, source: number): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  const days = publishedDays();
  const [first, last] = [days[0]?.at ?? 0, days.at(-1)?.at ?? 0];
  for (let from = first * 1000; from <= last * 1000; from += 290 * dayMs) {
    const window = { grain: "day", from, to: Math.min(from + 290 * dayMs, (last + daySeconds) * 1000) };
    const question = { measure: "takedowns", breakdowns: ["keyword_class"], filter: { source }, ...window };
    const { times, step, series } = (await ask("series.read", question)) as Series;
    expect(step).toBe(dayMs);
    for (const { key, points } of series) {
      for (const [at, n] of points.entries()) counts.set(`${times[at]} ${key}`, n ?? 0);
    }
  }
  return counts;
}

/** The server and the database that the demo started on this data folder. */
async function startedOn(folder: string): Promise<number[]> {
  const postgres = path.join(folder, "postgres");
  return [Number(readFileSync(path.join(postgres, "lock.holder"), "utf8")), await postmasterOf(postgres)];
}

test("another HOST than this machine's own: one sentence, exit code 1, nothing is made", async () => {
  await using place = await dataPlace("demo");
  const demo = await startDemo(path.dirname(place.folder), [], { HOST: "0.0.0.0" });
  expect(await demo.ended).toBe(1);
  expect(demo.printed().trim()).toMatch(/^\[demo\] .*HOST=0\.0\.0\.0\.$/);
  expect(existsSync(place.folder)).toBe(false);
});

test("people can sign in with what is printed; the next start prints new ones, and counts nothing again", async () => {
  await using place = await dataPlace("demo");
  const seen: { email: string; password: string }[] = [];
  const processes: number[] = [];
  for (const statements of ["50 real statements of 1 July 2025 replayed", "none was counted again"]) {
    await using demo = await startDemo(path.dirname(place.folder));
    await untilFilledIn(demo);
    expect(demo.printed()).toContain(statements);
    const people = peopleOf(demo);
    expect(people).toHaveLength(3);
    for (const person of people) expect((await signIn(demo, person)).status).toBe(200);
    seen.push(...people);
    const ask = await asking(demo);
    expect(await ask("oncall.schedules")).toHaveLength(2);
    const policies = (await ask("oncall.policies")) as PolicyOnBoard[];
    const visitors = policies.map(({ people: named }) => named.filter(({ name }) => name?.startsWith("Demo ")));
    const number = seen.length > 3 ? " 2" : "";
    expect(visitors.map((named) => named.map(({ name }) => name))).toEqual([
      [`Demo lead${number}`, `Demo on-call${number}`],
    ]);
    const { counts } = (await ask("alerts.inbox")) as Inbox;
    expect(counts.open + counts.acknowledged).toBeGreaterThanOrEqual(8);
    expect(counts.resolved).toBeGreaterThanOrEqual(6);
    const { all } = (await ask("alerts.responseTimes", { days: 7 })) as ResponseFigures;
    expect(all.acknowledged.count).toBeGreaterThanOrEqual(5);
    const reconciled = await runCli({ dataFolder: place.folder }, ["reconcile"]);
    expect(reconciled.events).toBeGreaterThan(5_000);
    expect(reconciled.differences).toEqual([]);
    processes.push(...(await startedOn(place.folder)));
    const asked = performance.now();
    expect(await demo.stop()).toBe(0);
    expect(performance.now() - asked).toBeLessThan(10_000);
  }
  expect(new Set(seen.map(({ email }) => email)).size).toBe(6);
  expect(new Set(seen.map(({ password }) => password)).size).toBe(6);
  expect(processes.map(processState)).not.toContain("running");
});

test("kill -9 of the demo: its server notices and ends itself and its database", async () => {
  await using place = await dataPlace("demo");
  const demo = await startDemo(path.dirname(place.folder));
  await untilFilledIn(demo);
  const started = await startedOn(place.folder);
  process.kill(demo.pid, "SIGKILL");
  await eventually(() => started.every((pid) => processState(pid) !== "running"), 15_000);
});

test("a server that stands still: the demo says that it does not keep up, and later that it does again", async () => {
  await using place = await dataPlace("demo");
  await using demo = await startDemo(path.dirname(place.folder));
  await untilFilledIn(demo);
  const [server = 0] = await startedOn(place.folder);
  process.kill(server, "SIGSTOP");
  try {
    await untilSaid(demo, "this machine does not keep up with the rate:", 30_000);
  } finally {
    process.kill(server, "SIGCONT");
  }
  await untilSaid(demo, "it keeps up again", 60_000);
  expect(demo.printed().match(/does not keep up/g)).toHaveLength(1);
  const { differences } = await runCli({ dataFolder: place.folder }, ["reconcile"]);
  expect(differences).toEqual([]);
});

test("the history is Telegram's own figures to the one, counts once over starts, and episodes are played and labelled", {
  timeout: 420_000,
}, async () => {
  await using place = await dataPlace("demo");
  const folder = path.dirname(place.folder);
  const seen: { counted: Map<string, number>; events: number }[] = [];
  for (const episode of ["inverted-flag", "jurisdiction-conflict"]) {
    await using demo = await startDemo(folder, ["--rate", "0.2", "--episode", episode, "--minutes", "0.5"]);
    await untilSaid(demo, `episode ${episode}:`);
    const ask = await asking(demo);
    await eventually(async () => {
      const state = await ask("demo.state");
      return JSON.stringify(state).includes('"minutes":0.5');
    });
    await untilSaid(demo, full, 240_000);
    await untilSaid(demo, `episode ${episode} has ended`, 60_000);
    await eventually(async () => JSON.stringify(await ask("demo.state")).includes('"episode":null'));

    const all = (await ask("sources.overview")) as { id: number; name: string }[];
    const published = all.find(({ name }) => name === "Published by Telegram (hourly shape simulated)");
    const counted = await daysOf(ask, published?.id ?? 0);
    for (const { at, total, childAbuse, terrorism } of publishedDays()) {
      const of = (key: string) => counted.get(`${at * 1000} ${key}`) ?? 0;
      expect(of("child_abuse")).toBe(childAbuse ?? 0);
      expect(of("terrorism")).toBe(terrorism ?? 0);
      expect(of("none") + of("child_abuse") + of("terrorism")).toBe(total);
    }
    // The measurement of the first start says what was counted until then: a line of users makes no step there.
    const to = Math.ceil(Date.now() / 3_600_000) * 3_600_000;
    const users = await ask("growth.history", { grain: "hour", from: to - 6 * 3_600_000, to });
    const { totals } = users as { totals: (number | null)[] };
    for (const [at, total] of totals.entries()) {
      if (at > 0) expect(Math.abs((total ?? 0) - (totals[at - 1] ?? 0)), `hour ${at}`).toBeLessThan(50_000);
    }
    const { events, differences } = await runCli({ dataFolder: place.folder }, ["reconcile", "--to", "2026-06-17"]);
    expect(differences).toEqual([]);
    seen.push({ counted, events: Number(events) });
    const whole = await runCli({ dataFolder: place.folder }, ["reconcile"]);
    expect(whole.differences).toEqual([]);
    expect(await demo.stop()).toBe(0);
  }
  expect(seen[1]).toEqual(seen[0]);
});

test("a wrong episode is refused with the list of the nine, and nothing is started", async () => {
  await using place = await dataPlace("demo");
  const demo = await startDemo(path.dirname(place.folder), ["--episode", "no-such"]);
  expect(await demo.ended).toBe(1);
  expect(demo.printed()).toMatch(/no episode "no-such"[\s\S]*spam-wave[\s\S]*inverted-flag/);
  expect(existsSync(place.folder)).toBe(false);
});
