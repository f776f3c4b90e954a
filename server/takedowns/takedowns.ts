import { type CountableEvent, type GaugeMeasurement, type Kind, none, unstatedCountry } from "../counting/contract.ts";
import { type EventName, identityOf, statementTime, timingOf } from "../counting/counting.ts";
import type { Actor } from "../kernel/actor.ts";
import { Refusal } from "../kernel/refusal.ts";
import type { Appeal, Decision, NamedDecision, Queue, Reversal, UserReport } from "./contract.ts";
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

/** When something happened and what names it; epoch milliseconds, found acceptable before. */
interface Happened {
  name: EventName;
  eventTime: number;
  receivedAt: number;
}

/** The dimensions that a decision, and what is about one, is counted by. */
function dimensionsOf(decision: Omit<Decision, "count"> & { count?: number | null | undefined }) {
  return {
    kind: "decision" as Kind,
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

const happened = ({ name, eventTime, receivedAt }: Happened) => ({
  identity: identityOf(name),
  eventTime,
  timing: timingOf(eventTime, receivedAt),
});

/** A decision from the events' door as it is counted. */
export function countableDecision(decision: Decision, event: Happened): CountableEvent {
  return { ...happened(event), ...dimensionsOf(decision) };
}

/**
 * A reversal or an appeal as it is counted: by its own time, with the day of the decision kept (PRODUCT, Metrics).
 * Undefined when `decided_on` lies after the event itself.
 */
export function countableAboutDecision(
  kind: "reversal" | "appeal_opened" | "appeal_decided",
  data: Reversal | Appeal,
  event: Happened,
): CountableEvent | undefined {
  if (data.decided_on > new Date(event.eventTime).toISOString().slice(0, 10)) return undefined;
  const dimensions = dimensionsOf({ ...data, count: 1 });
  const effect = dimensions.effect === "other" ? none : dimensions.effect;
  const about = {
    decisionIdentity: decisionIdentity(event.name.sourceId, data.decision),
    decisionDay: data.decided_on,
  };
  return { ...happened(event), ...dimensions, kind, effect, about };
}

/** A decision is named within its source: what another source sent has another identity. */
function decisionIdentity(sourceId: number, { puid, source, id }: NamedDecision): string {
  if (puid !== undefined) return statementIdentity(sourceId, puid);
  return identityOf({ sourceId, door: "ce", cloudEventsSource: source ?? "", id: id ?? "" });
}

/** A user's report of a subject as it is counted; nothing was decided yet. */
export function countableUserReport(report: UserReport, event: Happened): CountableEvent {
  return {
    ...happened(event),
    kind: "user_report",
    count: report.count ?? 1,
    category: looked(categoryOfValue, report.category),
    subject: report.subject ?? (report.content_type?.length ? subjectOf(report) : none),
    effect: none,
    origin: none,
    autoDetected: none,
    autoDecided: none,
    country: report.country ?? unstatedCountry,
    keywordClass: keywordClassOf(report.category_specification),
  };
}

/** How long a moderation queue is; its name is the scope of the gauge. */
export function measuredQueue(queue: Queue, { name, eventTime }: Happened): GaugeMeasurement {
  return { identity: identityOf(name), gauge: "queue_length", scope: queue.queue, eventTime, value: queue.waiting };
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
