import type { Database } from "../../database/database.ts";
import type { Actor } from "../../kernel/actor.ts";
import type { Clock } from "../../kernel/clock.ts";
import { parseOrRefuse } from "../../kernel/parse.ts";
import { requirePermission } from "../../kernel/permission.ts";
import { Refusal } from "../../kernel/refusal.ts";
import type { TextSeal } from "../../kernel/text-seal.ts";
import { type HotlineCase, readCaseSchema } from "../contract.ts";
import { openMessages } from "../messages/open-messages.ts";
import { findCaseOfOfficer, readCasesOfOfficer, readTimeline } from "../store.ts";
import { type Fallback, innerKinds, type OfficerCase, type OfficerCaseFile, type Portal } from "./contract.ts";
import { findAuthorityOfOfficer } from "./store.ts";

type Person = Extract<Actor, { kind: "person" }>;
interface PortalContext {
  database: Database;
  clock: Clock;
  seal: TextSeal;
  fallback: Fallback | null;
}

/** Narrows to an officer. @throws Refusal `forbidden` for everybody else. */
export function requireOfficer(actor: Actor): Person {
  requirePermission(actor, "portal.use");
  if (actor.kind !== "person") throw new Refusal("forbidden", "Only an officer uses the portal.");
  return actor;
}

export const belongsToNone = () =>
  new Refusal("forbidden", "Your account belongs to no authority. Ask the platform's administrator.");

/** The own authority's cases. @throws Refusal `forbidden` for everybody but officers of an authority. */
export async function readPortal(context: PortalContext, actor: Actor): Promise<Portal> {
  const { personId, name } = requireOfficer(actor);
  const { query } = context.database;
  const authority = await findAuthorityOfOfficer(query, personId);
  if (!authority) throw belongsToNone();
  const cases = await readCasesOfOfficer(query, personId, 200);
  return {
    authority: { name: authority.name, country: authority.country },
    officer: { personId, name },
    cases: cases.map(forOfficers),
    fallback: context.fallback,
    asOf: context.clock.now(),
  };
}

/** One case of the own authority. @throws Refusal `forbidden`, `invalid`; `not_found` for one of another's too. */
export async function readPortalCase(context: PortalContext, actor: Actor, input: unknown): Promise<OfficerCaseFile> {
  const { personId } = requireOfficer(actor);
  const { number } = parseOrRefuse(readCaseSchema, input);
  const { query } = context.database;
  const found = await findCaseOfOfficer(query, personId, number);
  if (!found) throw new Refusal("not_found", "Your authority has no such case.", "number");
  const timeline = await readTimeline(query, found.id);
  const messages = await openMessages({ query, seal: context.seal }, found.id);
  return {
    case: forOfficers(found),
    timeline: timeline.filter(({ kind }) => !innerKinds.includes(kind)),
    messages: messages.filter(({ kind }) => kind === "to_authority" || kind === "from_authority"),
    fallback: context.fallback,
    asOf: context.clock.now(),
  };
}

export function forOfficers({ callBack: _, ...rest }: HotlineCase): OfficerCase {
  return rest;
}
