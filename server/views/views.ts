import type { Database } from "../database/database.ts";
import type { Actor } from "../kernel/actor.ts";
import type { Clock } from "../kernel/clock.ts";
import { changeView } from "./change-view.ts";
import type { SavedView } from "./contract.ts";
import { createView } from "./create-view.ts";
import { deleteView } from "./delete-view.ts";
import { readViews } from "./read-views.ts";

/** States of pages that people keep under a name, for themselves or for everybody. Inputs are untrusted. */
export interface Views {
  createView(actor: Actor, input: unknown): Promise<SavedView>;
  changeView(actor: Actor, input: unknown): Promise<SavedView>;
  deleteView(actor: Actor, input: unknown): Promise<{ id: number }>;
  readViews(actor: Actor): Promise<SavedView[]>;
}

export function createViews(context: { database: Database; clock: Clock }): Views {
  return {
    createView: (actor, input) => createView(context, actor, input),
    changeView: (actor, input) => changeView(context, actor, input),
    deleteView: (actor, input) => deleteView(context, actor, input),
    readViews: (actor) => readViews(context, actor),
  };
}
