import { expect } from "vitest";
import { runCli, type ServerPlace } from "./fault-server.ts";
import { type Batch, postBatch, type SteadySenders } from "./steady-senders.ts";

/** A source's key, made by the operator's command line while the server runs. */
export async function newKey(place: ServerPlace): Promise<string> {
  const { key } = await runCli(place, ["source", "create", "--name", "Sender", "--scope", "events"]);
  return String(key);
}

/** Events are being acknowledged at 500 a second or more: what follows hits a server at work. */
export async function expectBusy(senders: SteadySenders): Promise<void> {
  expect(await senders.measureRate(2)).toBeGreaterThanOrEqual(500);
}

/**
 * Every acknowledged event is known, none is stored twice, and the proof of the counts agrees. A batch that was never
 * answered is stored whole or not at all, and stored once when it is sent again.
 */
export async function expectNothingLost(
  place: ServerPlace,
  to: { url: string; key: string },
  sent: { acknowledged: readonly Batch[]; open: readonly Batch[] },
): Promise<void> {
  for (const batch of sent.acknowledged) {
    const { status, answer } = await postBatch(to.url, to.key, batch);
    const known = { accepted: 0, duplicates: batch.events, rejected: [] };
    expect({ status, answer }).toEqual({ status: 200, answer: known });
  }
  for (const batch of sent.open) {
    const { answer } = await postBatch(to.url, to.key, batch);
    expect([0, batch.events]).toContain(answer?.accepted);
    expect((answer?.accepted ?? 0) + (answer?.duplicates ?? 0)).toBe(batch.events);
  }
  const events = [...sent.acknowledged, ...sent.open].reduce((sum, batch) => sum + batch.events, 0);
  expect(await runCli(place, ["reconcile"])).toMatchObject({ events, differences: [] });
}
