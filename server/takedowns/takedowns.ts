import { type CountableEvent, unstatedCountry } from "../counting/contract.ts";
import { type EventName, identityOf, statementTime, timingOf } from "../counting/counting.ts";
import type { Actor } from "../kernel/actor.ts";
import { Refusal } from "../kernel/refusal.ts";
import type { Decision } from "./contract.ts";
import {
  autoDecidedOfValue,
  autoDetectedOfValue,
  categoryOfValue,
  effectOf,
  keywordClassOf,
  looked,
  originOfValue,
  subjectOf,
} from "./rules.ts";
import type { Statement } from "./statement/contract.ts";
import { findPuid } from "./statement/find-puid.ts";
import { readStatement } from "./statement/read-statement.ts";
import { statementIdentity } from "./statement/rules.ts";

export { dropOldStatements } from "./jobs.ts";
export { readDecision } from "./read-decision.ts";
export { presentStatement } from "./statement/present-statement.ts";
export { statementIdentity, statementKeptMs } from "./statement/rules.ts";
export { ensureStatementPartitions, insertStatements } from "./statement/store.ts";
export { validateStatement } from "./statement/validate-statement.ts";

/** The dimensions that a decision is counted by. */
function dimensionsOf(decision: Decision) {
  return {
    kind: "decision" as const,
    count: decision.count ?? 1,
    category: looked(categoryOfValue, decision.category),
    subject: subjectOf(decision),
    effect: effectOf(decision),
    origin: looked(originOfValue, decision.source_type),
    autoDetected: looked(autoDetectedOfValue, decision.automated_detection),
    autoDecided: looked(autoDecidedOfValue, decision.automated_decision),
    country: decision.country ?? unstatedCountry,
    keywordClass: keywordClassOf(decision.category_specification),
  };
}

/** A decision from the events' door as it is counted. Times in epoch milliseconds; `eventTime` was found acceptable. */
export function countableDecision(
  decision: Decision,
  event: { name: EventName; eventTime: number; receivedAt: number },
): CountableEvent {
  return {
    identity: identityOf(event.name),
    eventTime: event.eventTime,
    timing: timingOf(event.eventTime, event.receivedAt),
    ...dimensionsOf(decision),
  };
}

/**
 * A validated statement as it is counted: once, by its puid, on the day it applies from.
 * @throws Refusal `invalid` on `application_date` in the future, which validation has refused before.
 */
export function countableStatement(
  statement: Statement,
  from: { sourceId: number; receivedAt: number },
): CountableEvent {
  const time = statementTime(statement.application_date, from.receivedAt);
  if (!time) throw new Refusal("invalid", "application_date lies in the future", "application_date");
  return {
    identity: statementIdentity(from.sourceId, statement.puid),
    eventTime: time.eventTime,
    timing: time.timing,
    ...dimensionsOf(statement),
    territories: [...new Set(statement.territorial_scope ?? [])],
  };
}

/** What a source may ask about its own statements. */
export function createStatements(context: Parameters<typeof findPuid>[0] & Parameters<typeof readStatement>[0]) {
  return {
    findPuid: (actor: Actor, puid: string) => findPuid(context, actor, puid),
    readStatement: (actor: Actor, uuid: string) => readStatement(context, actor, uuid),
  };
}
export type Statements = ReturnType<typeof createStatements>;
