import type { Alerts, Claimed } from "../alerts/alerts.ts";
import type { Sender, Sent } from "../alerts/delivery/contract.ts";
import type { Logger } from "../telemetry/logger.ts";
import { isDatabaseAway } from "./database-away.ts";

/** How the engine goes about it. */
export interface PagerPace {
  /** The floor: nobody has to tell the engine that something is due. */
  pollMs: number;
  /** So long a taken delivery is this process's; then another may take it. */
  leaseMs: number;
  /** So long a channel may take; less than the lease, so that a slow one is not sent twice. */
  sendMs: number;
  /** How many are on their way at once. */
  room: number;
}
/** So many alerts are escalated before their pages are sent: the first of many must not wait for the last. */
const escalatedAtOnce = 16;
const usualPace: PagerPace = { pollMs: 1_000, leaseMs: 15_000, sendMs: 10_000, room: 32 };

export interface Pager {
  /** Something may be due: a hint to look at once. */
  wake(): void;
  /** Takes nothing more, and waits for what is on its way. */
  close(): Promise<void>;
}

/**
 * Calls people when it is time, and sends what waits, for as long as the process lives. Any number of processes of a
 * database do; what one of them takes and does not finish is another's after the lease.
 */
export function startPager(context: {
  alerts: Pick<Alerts, "watchSilences" | "escalateDue" | "recordUnseen" | "claimDeliveries" | "recordResult">;
  senders: readonly Sender[];
  log: Logger;
  pace?: Partial<PagerPace>;
}): Pager {
  const { alerts, log } = context;
  const pace = { ...usualPace, ...context.pace };
  const senders = new Map(context.senders.map((sender) => [sender.channel, sender]));
  const stopping = new AbortController();
  const { signal } = stopping;
  const underWay = new Set<Promise<void>>();
  const nap = createNap(signal);

  const deliver = async (claimed: Claimed) => {
    const sent = await send(senders.get(claimed.channel), claimed, pace.sendMs);
    try {
      await alerts.recordResult(claimed, sent);
    } catch (error) {
      // The lease lapses, and the page is sent again under the same key.
      report(log, error, "what became of a page could not be recorded");
    }
  };
  const round = async (): Promise<boolean> => {
    // What timelines say of silences must not keep anybody from being called: calls look at silences themselves.
    await alerts.watchSilences().catch((error) => report(log, error, "silences could not be looked after"));
    const more = (await alerts.escalateDue(signal, escalatedAtOnce)) === escalatedAtOnce;
    await alerts.recordUnseen();
    const free = pace.room - underWay.size;
    if (free <= 0) return more;
    const here = senders.get("browser")?.peopleHere?.() ?? [];
    const claimed = await alerts.claimDeliveries({ limit: free, leaseMs: pace.leaseMs, here });
    for (const one of claimed) {
      const delivery: Promise<void> = deliver(one).finally(() => {
        underWay.delete(delivery);
        // There was more than there was room for.
        if (underWay.size === pace.room - 1) nap.wake();
      });
      underWay.add(delivery);
    }
    return more || claimed.length === free;
  };
  const running = (async () => {
    while (!signal.aborted) {
      try {
        if (await round()) continue;
      } catch (error) {
        if (!signal.aborted) report(log, error, "the engine that calls people could not look for what is due");
      }
      await nap.sleep(pace.pollMs);
    }
  })();
  return {
    wake: nap.wake,
    async close() {
      stopping.abort();
      nap.wake();
      await running;
      await Promise.all(underWay);
    },
  };
}

async function send(sender: Sender | undefined, { page, channel }: Claimed, withinMs: number): Promise<Sent> {
  if (!sender) return { outcome: "failed", why: `the channel ${channel} is not set up` };
  const late = AbortSignal.timeout(withinMs);
  try {
    return await sender.send(page, late);
  } catch (error) {
    return { outcome: "retry", why: late.aborted ? "no answer in time" : describe(error) };
  }
}

/** An unforeseen fault of a channel, without what it may hold of addresses. */
const describe = (error: unknown) => `the channel failed (${error instanceof Error ? error.name : "unknown"})`;

/** While the database is away every round fails, which is no fault of the engine's. */
function report(log: Logger, error: unknown, message: string): void {
  log[isDatabaseAway(error) ? "warn" : "error"]({ err: error }, message);
}

/** Sleep that a hint ends; a hint that comes while awake makes the next sleep none. */
function createNap(signal: AbortSignal): { sleep(ms: number): Promise<void>; wake(): void } {
  let hinted = false;
  let end: (() => void) | null = null;
  return {
    async sleep(ms) {
      if (!hinted && !signal.aborted) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, ms);
          end = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      end = null;
      hinted = false;
    },
    wake() {
      hinted = true;
      end?.();
    },
  };
}
