import type { Channel } from "../../oncall/notification/contract.ts";

/** A person gets at most `pages` in `windowMs` by one channel, then one bundle; a new critical one always passes. */
export const flood = { pages: 5, windowMs: 5 * 60_000, gatherMs: 30_000 } as const;

/** So long a page waits to be seen by the channels that can tell; then whoever is next is told. */
export const seenWithinMs = 30_000;

/** Channels that tell when a page was painted; of the others an accepted one is as good as it gets. */
export const receipts: readonly Channel[] = ["browser", "push"];

/** So long a channel is tried. A page is stale after minutes: the next step helps sooner than a late try. */
export const triedForMs: Record<Channel, number> = { browser: 20_000, push: 120_000, mail: 120_000, webhook: 120_000 };
const longestTriedMs = 120_000;

const pauses = [1_000, 2_000, 4_000, 8_000, 15_000] as const;
const longestPauseMs = 60_000;

/**
 * When a delivery is tried again, epoch ms; null: it has been tried long enough. `tries` counts those done; `askedMs` is
 * what the other side asked for.
 */
export function nextTry(
  delivery: { channel: Channel; dueAt: number; firstSentAt: number; tries: number },
  at: number,
  askedMs: number | undefined,
): number | null {
  const usual = pauses[Math.min(delivery.tries, pauses.length) - 1] ?? pauses[0];
  const next = at + Math.min(Math.max(askedMs ?? 0, usual), longestPauseMs);
  // An open page was looked for by every process since it was due, before this one said that there is none.
  const since = delivery.channel === "browser" ? delivery.dueAt : delivery.firstSentAt;
  return next > since + triedForMs[delivery.channel] || next > delivery.firstSentAt + longestTriedMs ? null : next;
}

/** When a bundle that is begun now leaves: soon, so that it holds what comes together, and one in a window. */
export function bundleDue(at: number, lastBundleAt: number | null): number {
  return Math.max(at + flood.gatherMs, (lastBundleAt ?? Number.NEGATIVE_INFINITY) + flood.windowMs);
}
