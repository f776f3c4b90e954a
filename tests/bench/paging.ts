import { setTimeout as wait } from "node:timers/promises";
import { startAlertmanager } from "../support/alertmanager.ts";
import { startBenchServer } from "./bench-server.ts";
import { atRate, type Receiver, routeToWebhooks, startReceiver } from "./paged-people.ts";
import { type Outcome, percentile } from "./report.ts";

const perSecond = 50;

/**
 * From the post of an alert to the moment in which a person's webhook has it: 1,000 alerts at 50 a second. Beside it the
 * real Alertmanager, without its wait for a group and with the usual one. Every alert is a group of its own, and critical:
 * the limit for one person does not apply.
 */
export async function benchPaging(count = 1_000): Promise<Outcome> {
  await using receiver = await startReceiver();
  const ours = await pageByUs(receiver, count);
  receiver.received.length = 0;
  const atOnce = await pageByAlertmanager(receiver, count, "0s");
  receiver.received.length = 0;
  const usual = await pageByAlertmanager(receiver, 100, "30s");
  return {
    value: percentile(ours, 0.99),
    unit: "ms from the post of an alert to its webhook, p99",
    ...figures(ours),
    alertmanagerAtOnce: figures(atOnce),
    alertmanagerUsual: figures(usual),
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
  const key = await routeToWebhooks(server, receiver, ["ada"]);
  const post = async (n: number) => {
    const answer = await fetch(`${server.url}/api/v1/alerts`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${key}` },
      body: JSON.stringify({ summary: named(n), severity: "critical", source: "bench", dedup_key: named(n) }),
    });
    if (!answer.ok) throw new Error(`an alert was not taken: ${answer.status} ${await answer.text()}`);
  };
  return await timed(receiver, count, post);
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
  const came = new Map<string, number>();
  for (const { at, body } of receiver.received) {
    const name = /alert number \d+ of the load/.exec(body)?.[0];
    if (name !== undefined && !came.has(name)) came.set(name, at);
  }
  return posted.map((at, n) => (came.get(named(n)) ?? Number.POSITIVE_INFINITY) - at);
}

const named = (n: number) => `alert number ${n} of the load`;
