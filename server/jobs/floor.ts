import { setTimeout as wait } from "node:timers/promises";
import type { Logger } from "../telemetry/logger.ts";
import { isDatabaseAway } from "./database-away.ts";

/** Something that is looked at again and again by every process; what it does is settled by the database. */
export interface Floor {
  name: string;
  /** Milliseconds from the end of one look to the next. */
  everyMs: number;
  look(): Promise<void>;
}

/** While the database is away every look fails: once a minute says as much. */
const quietMs = 60_000;

/** Looks at once and then again and again, until it is closed; a look under way comes to its end. */
export function startFloor({ name, everyMs, look }: Floor, log: Logger): { close(): Promise<void> } {
  const stopping = new AbortController();
  const { signal } = stopping;
  let toldAt = Number.NEGATIVE_INFINITY;
  const lookOnce = async () => {
    try {
      await look();
    } catch (error) {
      const away = isDatabaseAway(error);
      if (away && performance.now() - toldAt < quietMs) return;
      if (away) toldAt = performance.now();
      log[away ? "warn" : "error"]({ err: error, floor: name }, "a look failed; the next one follows");
    }
  };
  const running = (async () => {
    while (!signal.aborted) {
      await lookOnce();
      await wait(everyMs, undefined, { signal }).catch(() => {});
    }
  })();
  return {
    async close() {
      stopping.abort();
      await running;
    },
  };
}
