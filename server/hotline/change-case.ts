import { recordDeed } from "../audit/audit.ts";
import type { Database } from "../database/database.ts";
import { inTransaction, type Write } from "../database/transaction.ts";
import type { Actor } from "../kernel/actor.ts";
import type { Clock } from "../kernel/clock.ts";
import { requirePermission } from "../kernel/permission.ts";
import { Refusal } from "../kernel/refusal.ts";
import type { HotlineCase, HotlineEventKind } from "./contract.ts";
import { utcTimeOfDay } from "./rules.ts";
import { appendEvent, findCase, lockCase, raiseVersion } from "./store.ts";

/** What the verbs of the hotline work with. */
export interface HotlineContext {
  database: Database;
  clock: Clock;
  /** Runs after each commit that appended an event: a hint to read the stream. */
  wake: () => void;
}

type Person = Extract<Actor, { kind: "person" }>;

/** How a change is told: in the stream, and in the audit by ids and choices. */
export interface Told {
  kind: HotlineEventKind;
  about?: string;
  deed: string;
  detail?: Record<string, string | number | boolean | null>;
}

/** Narrows to a person on call. @throws Refusal `forbidden` for everybody else. */
export function requireOnCall(actor: Actor): Person {
  requirePermission(actor, "hotline.act");
  if (actor.kind !== "person") throw new Refusal("forbidden", "Only a person acts on a case.");
  return actor;
}

/**
 * Changes a case for everybody: one change of a case at a time, told with a new version in the same transaction.
 * `work` refuses what cannot be done with the case as it is now.
 * @throws Refusal `not_found` without such a case.
 */
export function changeCase(
  context: HotlineContext,
  actor: Person,
  caseId: string,
  work: (write: Write, current: HotlineCase) => Promise<Told>,
): Promise<HotlineCase> {
  return inTransaction(context, actor, async (write) => {
    if (!(await lockCase(write.query, caseId))) throw noSuchCase();
    const current = await findCase(write.query, caseId);
    if (!current) throw noSuchCase();
    const { kind, about, deed, detail } = await work(write, current);
    await raiseVersion(write.query, caseId);
    const changed = await findCase(write.query, caseId);
    if (!changed) throw new Error("a locked hotline case was not found");
    await recordDeed(write, { name: deed, subject: caseId, detail: { number: changed.number, ...detail } });
    const event = { kind, at: write.at, case: changed, by: actor.name, ...(about === undefined ? {} : { about }) };
    await appendEvent(write.query, event);
    write.afterCommit(context.wake);
    return changed;
  });
}

/** @throws Refusal `conflict` that says who closed the case and when. */
export function requireOpen({ closed }: HotlineCase): void {
  if (closed) throw new Refusal("conflict", `Already closed by ${closed.by} at ${utcTimeOfDay(closed.at)} UTC.`);
}

export const noSuchCase = () => new Refusal("not_found", "No case has this id. Reload the page.", "caseId");
