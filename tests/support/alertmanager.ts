import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { findAlertmanager } from "../../scripts/alertmanager.mjs";
import { freePort } from "./free-port.ts";

export interface RunningAlertmanager extends AsyncDisposable {
  /** Reports alerts as Prometheus does: their labels, and when they end (epoch ms) where they do. */
  report(alerts: readonly { labels: Record<string, string>; annotations?: object; endsAt?: number }[]): Promise<void>;
}

/** The real Alertmanager, alone, with this configuration (YAML, or JSON, which is YAML). */
export async function startAlertmanager(configuration: object): Promise<RunningAlertmanager> {
  const program = findAlertmanager();
  const folder = await mkdtemp(path.join(tmpdir(), "watchfloor-alertmanager-"));
  const file = path.join(folder, "alertmanager.yml");
  await writeFile(file, JSON.stringify(configuration));
  const port = await freePort();
  const child = spawn(
    program,
    [
      `--config.file=${file}`,
      `--storage.path=${folder}`,
      `--web.listen-address=127.0.0.1:${port}`,
      "--cluster.listen-address=",
    ],
    { stdio: ["ignore", "ignore", "pipe"] },
  );
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => {
    said = (said + chunk).slice(-4_000);
  });
  const url = `http://127.0.0.1:${port}`;
  for (let tries = 0; ; tries++) {
    const ready = await fetch(`${url}/-/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (ready) break;
    if (child.exitCode !== null || tries > 300) throw new Error(`Alertmanager did not start: ${said}`);
    await wait(100);
  }
  return {
    async report(alerts) {
      const body = alerts.map(({ endsAt, ...alert }) => ({
        ...alert,
        ...(endsAt === undefined ? {} : { endsAt: new Date(endsAt).toISOString() }),
      }));
      const answer = await fetch(`${url}/api/v2/alerts`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      });
      if (!answer.ok) throw new Error(`Alertmanager refused the alerts: ${await answer.text()}`);
    },
    async [Symbol.asyncDispose]() {
      const ended = child.exitCode === null ? once(child, "exit") : undefined;
      child.kill("SIGKILL");
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
