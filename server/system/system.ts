import type { Actor } from "../kernel/actor.ts";
import type { Chore } from "../retention/contract.ts";
import type { SystemOverview } from "./contract.ts";
import { readSystem, type SystemContext } from "./read-system.ts";
import { auditChore, createWatch } from "./watch-system.ts";

/** How this installation runs: its settings, its upkeep, its database. */
export interface System {
  readSystem(actor: Actor): Promise<SystemOverview>;
  /** Looks whether something needs a person; to be called about once a minute. */
  watch(): Promise<void>;
  chores: readonly Chore[];
}

export function createSystem(context: SystemContext): System {
  return {
    readSystem: (actor) => readSystem(context, actor),
    watch: createWatch(context),
    chores: [auditChore(context)],
  };
}
