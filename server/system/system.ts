import type { Actor } from "../kernel/actor.ts";
import type { SystemOverview } from "./contract.ts";
import { readSystem, type SystemContext } from "./read-system.ts";

/** How this installation runs: its settings, its upkeep, its database. */
export interface System {
  readSystem(actor: Actor): Promise<SystemOverview>;
}

export function createSystem(context: SystemContext): System {
  return { readSystem: (actor) => readSystem(context, actor) };
}
