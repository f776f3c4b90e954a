import { verifyAudit } from "../audit/verify-audit.ts";
import type { Chore } from "../retention/contract.ts";
import type { SystemContext } from "./read-system.ts";
import { chainTroubles, type Look, troublesOf } from "./rules.ts";
import { readFreeBytes } from "./store.ts";

/** Looks at this installation; from the second look on it says what stands. */
export function createWatch(context: SystemContext): () => Promise<void> {
  let before: Look | undefined;
  return async () => {
    const now = await look(context);
    const last = before;
    before = now;
    if (last) await context.recordTroubles("upkeep", troublesOf(now, last));
  };
}

async function look(context: SystemContext): Promise<Look> {
  const { readChores, readChain, readOverdue, retention, diskLimit, dataFolder } = context;
  const [chores, chain, overdue, disk] = await Promise.all([
    readChores(),
    readChain(),
    readOverdue(),
    retention.recentDiskForecast(),
  ]);
  const free = diskLimit === null && dataFolder !== null ? await readFreeBytes(dataFolder) : null;
  const room = diskLimit ?? (free === null || !disk ? null : disk.databaseBytes + free);
  return { chores, chain, overdue, disk: disk ?? null, room };
}

/** Reads the whole audit once a day, when little else is done. */
export const auditChore = (context: SystemContext): Chore => ({
  name: "verify-audit",
  cron: "52 3 * * *",
  run: async () => context.recordTroubles("audit", chainTroubles(await verifyAudit(context.database))),
});
