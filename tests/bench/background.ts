import { setTimeout as wait } from "node:timers/promises";
import type { BenchServer } from "./bench-server.ts";

const event = (id: string, type: string, time: number, data: object) => ({
  specversion: "1.0",
  id,
  source: "/bench",
  type,
  time: new Date(time).toISOString(),
  data,
});
/** A removal for scams, of this kind of subject. */
export const takedown = (id: string, time: number, subject: string, count: number) =>
  event(id, "decision.made", time, {
    category: "STATEMENT_CATEGORY_SCAMS_AND_FRAUD",
    decision_visibility: ["DECISION_VISIBILITY_CONTENT_REMOVED"],
    subject,
    count,
  });

/** So many events a second, 100 a request: three in ten are takedowns of posts, the rest sign-ups and user reports. */
export function startBackground(server: BenchServer, key: string, perSecond: number) {
  const started = performance.now();
  let posted = 0;
  let stopped = false;
  const aRequest = 100;
  const run = async () => {
    for (let n = 0; !stopped; n++) {
      const behind = started + (n * 1000 * aRequest) / perSecond - performance.now();
      if (behind > 0) await wait(behind);
      const now = Date.now();
      const events = Array.from({ length: aRequest }, (_, i) => {
        const id = `${n}-${i}`;
        if (i % 10 < 3) return takedown(id, now - 200, "post", 1);
        return i % 2 === 0
          ? event(id, "accounts.created", now - 200, { country: "IN" })
          : event(id, "user_report.received", now - 200, { subject: "post" });
      });
      await postEvents(server, key, events);
      posted += aRequest;
    }
  };
  const ended = run();
  return {
    posted: () => posted,
    seconds: () => (performance.now() - started) / 1000,
    async [Symbol.asyncDispose]() {
      stopped = true;
      await ended;
    },
  };
}

/** Posts events as one request of NDJSON. */
export async function postEvents(server: BenchServer, key: string, events: readonly object[]): Promise<void> {
  const answer = await fetch(`${server.url}/api/v1/events`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/x-ndjson" },
    body: events.map((one) => JSON.stringify(one)).join("\n"),
  });
  if (answer.status !== 200) throw new Error(`the events were answered ${answer.status}: ${await answer.text()}`);
  await answer.arrayBuffer();
}
