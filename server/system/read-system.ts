import type { ChainState } from "../audit/contract.ts";
import type { Database } from "../database/database.ts";
import type { Actor } from "../kernel/actor.ts";
import type { Clock } from "../kernel/clock.ts";
import { requirePermission } from "../kernel/permission.ts";
import type { ChoreHealth } from "../retention/contract.ts";
import type { Retention } from "../retention/retention.ts";
import type { Setting, SystemOverview } from "./contract.ts";
import type { Trouble } from "./rules.ts";
import { readServerVersion } from "./store.ts";

/** What the app knows of itself and hands in. */
export interface SystemContext {
  database: Database;
  clock: Clock;
  version: string;
  startedAt: number;
  embedded: boolean;
  settings: readonly Setting[];
  retention: Pick<Retention, "kept" | "recentDiskForecast">;
  readChain(): Promise<ChainState>;
  readChores(): Promise<ChoreHealth[]>;
  liveFigures(): Record<string, number>;
  /** Bytes that the database may take; null: as many as its disk has, where that is ours. */
  diskLimit: number | null;
  /** Where the embedded database keeps its data; null where the database is another's. */
  dataFolder: string | null;
  /** Calls and pages that are late. */
  readOverdue(): Promise<{ steps: number; deliveries: number }>;
  /** Calls people for what stands of a scope, and no longer for what is over. */
  recordTroubles(scope: "upkeep" | "audit", standing: readonly Trouble[]): Promise<void>;
}

/** Everything of how this installation runs now. @throws Refusal `forbidden`. */
export async function readSystem(context: SystemContext, actor: Actor): Promise<SystemOverview> {
  requirePermission(actor, "system.read");
  const { database, clock, version, startedAt, embedded, settings, retention } = context;
  const [serverVersion, audit, chores, disk] = await Promise.all([
    readServerVersion(database.pool),
    context.readChain(),
    context.readChores(),
    retention.recentDiskForecast(),
  ]);
  return {
    version,
    runtime: `Node ${process.versions.node}`,
    startedAt,
    upMs: clock.now() - startedAt,
    database: { version: serverVersion, embedded, bytes: disk?.databaseBytes ?? null },
    audit,
    live: context.liveFigures(),
    settings: [...settings],
    chores,
    kept: [...retention.kept],
    disk: disk ?? null,
  };
}
