import { recordDeed } from "../audit/audit.ts";
import type { Database } from "../database/database.ts";
import { inTransaction, type Write } from "../database/transaction.ts";
import type { Actor } from "../kernel/actor.ts";
import type { Clock } from "../kernel/clock.ts";
import { requirePermission } from "../kernel/permission.ts";
import { Refusal } from "../kernel/refusal.ts";
import { type Call, type Caller, callsOfChange } from "./calls/rules.ts";
import type { HotlineCase, HotlineEventKind } from "./contract.ts";
import { utcTimeOfDay } from "./rules.ts";
import { appendEvent, findCase, lockCase, raiseVersion } from "./store.ts";

/** What the verbs of the hotline work with. */
export interface HotlineContext {
  database: Database;
  clock: Clock;
  /** Runs after each commit that appended an event: a hint to read the stream. */
  wake: () => void;
  caller: Caller;
}

type Person = Extract<Actor, { kind: "person" }>;

/** How a change is told: in the stream, and in the audit by ids and choices. */
export interface Told {
  kind: HotlineEventKind;
  about?: string;
  /** Deeds of people stand in the audit. */
  deed?: string;
  detail?: Record<string, string | number | boolean | null>;
  /** What people are called for beyond what the change itself says. */
  calls?: readonly Call[];
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
export async function changeCase(
  context: HotlineContext,
  actor: Person,
  caseId: string,
  work: (write: Write, current: HotlineCase) => Promise<Told>,
): Promise<HotlineCase> {
  return inTransaction(context, actor, async (write) => {
    const changed = await changeWithin(context, write, caseId, (current) => work(write, current));
    if (!changed) throw new Error("a change of a hotline case changed nothing");
    return changed;
  });
}

/**
 * The same inside a transaction, of a person or of ours. The case is held first, then its stream, then its alerts: one
 * order everywhere. Undefined when `work` finds nothing to change. @throws Refusal `not_found`.
 */
export async function changeWithin(
  context: HotlineContext,
  write: Write,
  caseId: string,
  work: (current: HotlineCase) => Promise<Told | undefined>,
): Promise<HotlineCase | undefined> {
  if (!(await lockCase(write.query, caseId))) throw noSuchCase();
  const current = await findCase(write.query, caseId);
  if (!current) throw noSuchCase();
  const told = await work(current);
  if (!told) return undefined;
  await raiseVersion(write.query, caseId);
  const changed = await findCase(write.query, caseId);
  if (!changed) throw new Error("a locked hotline case was not found");
  const { kind, about, deed, detail, calls = [] } = told;
  if (deed !== undefined) {
    await recordDeed(write, { name: deed, subject: caseId, detail: { number: changed.number, ...detail } });
  }
  const by = write.actor.kind === "person" ? { by: write.actor.name } : {};
  await appendEvent(write.query, {
    kind,
    at: write.at,
    case: changed,
    ...by,
    ...(about === undefined ? {} : { about }),
  });
  await context.caller(write, [...callsOfChange(current, changed), ...calls]);
  write.afterCommit(context.wake);
  return changed;
}

/** @throws Refusal `conflict` that says who closed the case and when. */
export function requireOpen({ closed }: HotlineCase): void {
  if (closed) throw new Refusal("conflict", `Already closed by ${closed.by} at ${utcTimeOfDay(closed.at)} UTC.`);
}

export const noSuchCase = () => new Refusal("not_found", "No case has this id. Reload the page.", "caseId");
