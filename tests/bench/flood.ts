import { setTimeout as wait } from "node:timers/promises";
import pg from "pg";
import { startBenchServer } from "./bench-server.ts";
import { atRate, routeToWebhooks, startReceiver } from "./paged-people.ts";
import type { Outcome } from "./report.ts";

const alerts = 10_000;
const seconds = 60;
const people = ["ada", "ben", "cleo"];
const windowMs = 5 * 60_000;
/** What a person gets at most in a window: five pages and a bundle; what is critical comes beside it. */
const atMost = 6;

/**
 * 10,000 alerts within a minute, of 40 causes and of none, one in a hundred critical: whether each is on record, how long
 * the first page took, and the most pages that a person got in five minutes, of those that are not critical.
 */
export async function benchFlood(): Promise<Outcome> {
  await using receiver = await startReceiver();
  await using server = await startBenchServer({ environment: { OUTBOUND_ALLOW: `127.0.0.1:${receiver.port}` } });
  const key = await routeToWebhooks(server, receiver, [people]);
  const begun = performance.now();
  let refused = 0;
  const slowest = { ms: 0 };
  await atRate(alerts, alerts / seconds, async (n) => {
    const sentAt = performance.now();
    const answer = await fetch(`${server.url}/api/v1/alerts`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${key}` },
      body: JSON.stringify({
        summary: `host ${n} does not answer`,
        severity: n % 100 === 99 ? "critical" : "error",
        source: `host-${n}`,
        dedup_key: `host-${n}`,
        ...(n % 5 === 0 ? {} : { group: `rack ${n % 40}` }),
      }),
    });
    if (answer.ok) await answer.arrayBuffer();
    else refused += 1;
    slowest.ms = Math.max(slowest.ms, performance.now() - sentAt);
  });
  const sentForMs = performance.now() - begun;
  // The bundle of those that were held leaves half a minute after the first of them.
  await wait(60_000);
  const recorded = await countAlerts(server.address);
  const pages = receiver.received.map(({ at, path, body }) => ({ at, person: path.slice(1), ...read(body) }));
  const quiet = pages.filter((page) => page.severity !== "critical" || page.kind === "bundle");
  const most = Math.max(...people.map((person) => mostInWindow(quiet.filter((page) => page.person === person))));
  const { differences } = await server.cli(["verify", "pages"]);
  return {
    value: most,
    unit: "most pages that are not critical that one person got in five minutes",
    atMost,
    recorded,
    refused,
    sentForMs,
    slowestAnswerMs: slowest.ms,
    firstPageMs: Math.min(...pages.map((page) => page.at)) - begun,
    pages: pages.length,
    criticalPages: pages.length - quiet.length,
    bundles: pages.filter((page) => page.kind === "bundle").length,
    differences,
    samples: pages,
  };
}

async function countAlerts(address: object): Promise<number> {
  const client = new pg.Client(address);
  await client.connect();
  const { rows } = await client.query<{ alerts: string }>("select count(*) as alerts from alert");
  await client.end();
  return Number(rows[0]?.alerts);
}

/** What a page says, as a receiver reads it. */
function read(body: string): { kind: string; severity: string } {
  const { type, data } = JSON.parse(body);
  return {
    kind: String(type).includes("bundle") ? "bundle" : "alert",
    severity: data.alert?.severity,
  };
}

function mostInWindow(pages: readonly { at: number }[]): number {
  return Math.max(
    0,
    ...pages.map((first) => pages.filter(({ at }) => at >= first.at && at < first.at + windowMs).length),
  );
}
