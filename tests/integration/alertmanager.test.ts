import { expect, test } from "vitest";
import { startAlertmanager } from "../support/alertmanager.ts";
import { startDoors } from "../support/doors.ts";

/** It waits for its own group interval, on a machine that may be busy. */
const soon = { timeout: 60_000, interval: 200 };
const operator = { kind: "operator" } as const;

test("the real Alertmanager fires, repeats and resolves by both doors", async () => {
  await using doors = await startDoors(Date.now());
  const { app, url } = doors.watchfloor;
  const webhook = await app.alerts.createIntegration(operator, { kind: "alertmanager", name: "Webhook" });
  const pager = await app.alerts.createIntegration(operator, { kind: "pagerduty", name: "Pager" });
  await using alertmanager = await startAlertmanager({
    route: {
      receiver: "watchfloor",
      group_by: ["alertname"],
      group_wait: "0s",
      group_interval: "1s",
      repeat_interval: "1s",
    },
    receivers: [
      {
        name: "watchfloor",
        webhook_configs: [
          {
            url: `${url}/api/v1/alertmanager`,
            send_resolved: true,
            http_config: { authorization: { credentials: webhook.key } },
          },
        ],
        pagerduty_configs: [
          {
            url: `${url}/v2/enqueue`,
            routing_key: pager.key,
            severity: "{{ .CommonLabels.severity }}",
            description: "{{ .CommonAnnotations.summary }}",
            send_resolved: true,
          },
        ],
      },
    ],
  });
  const lag = (queue: string) => ({
    labels: { alertname: "QueueLag", queue, severity: "page" },
    annotations: { summary: "The queue lags" },
  });
  const read = async () => {
    const rows = await doors.rows(`
      select i.name, a.state, a.severity, a.summary, a.events from alert a join integration i using (integration_id)
      order by i.name, a.number`);
    return rows as { name: string; state: string; severity: string; summary: string; events: number }[];
  };
  const said = { severity: "critical", summary: "The queue lags" };

  await alertmanager.report([lag("appeals")]);
  await expect.poll(read, soon).toMatchObject([
    { name: "Pager", state: "open", ...said },
    { name: "Webhook", state: "open", ...said },
  ]);
  await alertmanager.report([lag("appeals"), lag("reports")]);
  await expect
    .poll(async () => Math.min(...(await read()).map(({ events }) => events)), soon)
    .toBeGreaterThanOrEqual(3);
  expect(await read()).toHaveLength(2);

  // One of the group ends: the group goes on.
  const over = { endsAt: Date.now() - 1_000 };
  await alertmanager.report([{ ...lag("reports"), ...over }]);
  await expect.poll(() => doors.rows("select 1 from alert_occurrence where not firing"), soon).toHaveLength(1);
  expect((await read()).map(({ state }) => state)).toEqual(["open", "open"]);

  await alertmanager.report([{ ...lag("appeals"), ...over }]);
  await expect.poll(read, soon).toMatchObject([
    { name: "Pager", state: "resolved" },
    { name: "Webhook", state: "resolved" },
  ]);

  await alertmanager.report([lag("appeals")]);
  await expect.poll(read, soon).toMatchObject([
    { name: "Pager", state: "resolved" },
    { name: "Pager", state: "open" },
    { name: "Webhook", state: "resolved" },
    { name: "Webhook", state: "open" },
  ]);
});
