import { setTimeout as wait } from "node:timers/promises";
import pg from "pg";
import { startAlertmanager } from "../support/alertmanager.ts";
import { type BenchServer, startBenchServer } from "./bench-server.ts";
import { atRate, type Receiver, routeToWebhooks, startReceiver } from "./paged-people.ts";
import { type Outcome, percentile } from "./report.ts";

const perSecond = 50;
/** The shortest delay that a policy may have. */
const delayMs = 60_000;

/**
 * From the post of an alert to the moment in which a person's webhook has it: 1,000 alerts at 50 a second. Beside it the
 * real Alertmanager, without its wait for a group and with the usual one; and how late the second level of 200 alerts that
 * nobody takes is called, after a minute of the real clock. Every alert is a group of its own, and critical: the limit for
 * one person does not apply.
 */
export async function benchPaging(count = 1_000): Promise<Outcome> {
  await using receiver = await startReceiver();
  const ours = await pageByUs(receiver, count);
  receiver.received.length = 0;
  const atOnce = await pageByAlertmanager(receiver, count, "0s");
  receiver.received.length = 0;
  const usual = await pageByAlertmanager(receiver, 100, "30s");
  receiver.received.length = 0;
  const steps = await escalateByUs(receiver, 200);
  return {
    value: percentile(ours, 0.99),
    unit: "ms from the post of an alert to its webhook, p99",
    ...figures(ours),
    alertmanagerAtOnce: figures(atOnce),
    alertmanagerUsual: figures(usual),
    stepStartedLate: figures(steps.map(({ started }) => started)),
    stepReceivedLate: figures(steps.map(({ received }) => received)),
    steps: steps.length,
    note: "Alertmanager keeps nothing on disk before it notifies: what it holds when it is killed is sent again by its sender or lost.",
    alerts: count,
    alertsPerSecond: perSecond,
    samples: ours,
  };
}

const figures = (values: readonly number[]) => ({
  p50: percentile(values, 0.5),
  p99: percentile(values, 0.99),
  max: Math.max(...values),
  missing: values.filter((value) => !Number.isFinite(value)).length,
});

async function pageByUs(receiver: Receiver, count: number): Promise<number[]> {
  await using server = await startBenchServer({ environment: { OUTBOUND_ALLOW: `127.0.0.1:${receiver.port}` } });
  const key = await routeToWebhooks(server, receiver, [["ada"]]);
  return await timed(receiver, count, posting(server, key));
}

const posting = (server: BenchServer, key: string) => async (n: number) => {
  const answer = await fetch(`${server.url}/api/v1/alerts`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${key}` },
    body: JSON.stringify({ summary: named(n), severity: "critical", source: "bench", dedup_key: named(n) }),
  });
  if (!answer.ok) throw new Error(`an alert was not taken: ${answer.status} ${await answer.text()}`);
};

/** Milliseconds from the time at which a second level was due to its call, and to the moment in which its webhook has it. */
async function escalateByUs(receiver: Receiver, count: number): Promise<{ started: number; received: number }[]> {
  await using server = await startBenchServer({ environment: { OUTBOUND_ALLOW: `127.0.0.1:${receiver.port}` } });
  const key = await routeToWebhooks(server, receiver, [["ada"], ["ben"]], delayMs / 60_000);
  await atRate(count, perSecond, posting(server, key));
  const second = () => receiver.received.filter(({ path }) => path === "/ben");
  const until = performance.now() + delayMs + 30_000;
  while (second().length < count && performance.now() < until) await wait(100);
  const came = firstByName(second());
  const calls = await readSecondCalls(server);
  return Array.from({ length: count }, (_, n) => {
    const { due, at } = calls.get(named(n)) ?? { due: Number.NaN, at: Number.POSITIVE_INFINITY };
    const received = came.get(named(n)) ?? Number.POSITIVE_INFINITY;
    return { started: at - due, received: performance.timeOrigin + received - due };
  });
}

/** When the second level of each alert was due, by the call of the first, and when it was called; epoch ms. */
async function readSecondCalls({ address }: BenchServer): Promise<Map<string, { due: number; at: number }>> {
  const client = new pg.Client(address);
  await client.connect();
  const { rows } = await client.query<{ name: string; due: number; at: number }>(
    `select a.dedup_key as name, extract(epoch from one.at)::float8 * 1000 + $1 as due,
            extract(epoch from two.at)::float8 * 1000 as at
     from alert a join escalation_call one using (alert_id) join escalation_call two using (alert_id)
     where one.call = 1 and two.call = 2`,
    [delayMs],
  );
  await client.end();
  return new Map(rows.map(({ name, due, at }) => [name, { due, at }]));
}

async function pageByAlertmanager(receiver: Receiver, count: number, groupWait: string): Promise<number[]> {
  await using alertmanager = await startAlertmanager({
    route: { receiver: "ours", group_by: ["..."], group_wait: groupWait, group_interval: "5m", repeat_interval: "4h" },
    receivers: [{ name: "ours", webhook_configs: [{ url: receiver.url, send_resolved: false }] }],
  });
  return await timed(receiver, count, (n) =>
    alertmanager.report([{ labels: { alertname: named(n) }, annotations: { summary: named(n) } }]),
  );
}

/** Milliseconds from each post to its page; endless for one that did not come within a minute after the last post. */
async function timed(receiver: Receiver, count: number, post: (n: number) => Promise<void>): Promise<number[]> {
  const posted: number[] = [];
  await atRate(count, perSecond, (n) => {
    posted[n] = performance.now();
    return post(n);
  });
  const until = performance.now() + 60_000;
  while (receiver.received.length < count && performance.now() < until) await wait(50);
  const came = firstByName(receiver.received);
  return posted.map((at, n) => (came.get(named(n)) ?? Number.POSITIVE_INFINITY) - at);
}

/** When each alert came first. */
function firstByName(received: Receiver["received"]): Map<string, number> {
  const came = new Map<string, number>();
  for (const { at, body } of received) {
    const name = /alert number \d+ of the load/.exec(body)?.[0];
    if (name !== undefined && !came.has(name)) came.set(name, at);
  }
  return came;
}

const named = (n: number) => `alert number ${n} of the load`;
