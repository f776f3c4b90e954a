import type { Counting } from "../counting/counting.ts";
import type { Database } from "../database/database.ts";
import type { Write } from "../database/transaction.ts";
import type { Actor } from "../kernel/actor.ts";
import type { Clock } from "../kernel/clock.ts";
import type { Oncall } from "../oncall/oncall.ts";
import { acknowledgeAlert, acknowledgeByKey } from "./acknowledge-alert.ts";
import { assignAlert } from "./assign-alert.ts";
import { recordConditions } from "./cause/record-conditions.ts";
import { callWithin } from "./cause/trigger-within.ts";
import type {
  Alert,
  AlertEvent,
  AlertPage,
  CreateIntegration,
  Inbox,
  Integration,
  IntegrationKind,
  OwnCall,
  OwnKind,
  OwnSignal,
  Received,
  WaitingAlerts,
} from "./contract.ts";
import { readCallEnds } from "./delivery/call-end/store.ts";
import { claimDeliveries } from "./delivery/claim-deliveries.ts";
import type { CallEnd, Sent, TestPage } from "./delivery/contract.ts";
import { recordResult } from "./delivery/record-result.ts";
import { recordShown, recordUnseen } from "./delivery/record-shown.ts";
import type { Claimed } from "./delivery/store.ts";
import { readTestPages, sendTestPage } from "./delivery/test-page/send-test-page.ts";
import { addResponder } from "./escalation/add-responder.ts";
import { changeRouting } from "./escalation/change-routing.ts";
import type { Routing } from "./escalation/contract.ts";
import { escalateAlert } from "./escalation/escalate-alert.ts";
import { escalateDueAlerts } from "./escalation/escalate-due-alerts.ts";
import { type Overdue, readOverduePages } from "./escalation/verify-pages.ts";
import { findAlertByNumber } from "./find-alert.ts";
import { recordNotice } from "./group/record-notice.ts";
import { authenticateIntegration, type IntegrationActor } from "./integration/authenticate-integration.ts";
import { createIntegration } from "./integration/create-integration.ts";
import { readIntegrations } from "./integration/read-integrations.ts";
import { revokeIntegration } from "./integration/revoke-integration.ts";
import { readAlert } from "./read-alert.ts";
import { readAlerts } from "./read-alerts.ts";
import { readInbox, readWaitingAlerts } from "./read-inbox.ts";
import { recordNote } from "./record-note.ts";
import { resolveAlert, resolveForIntegration } from "./resolve-alert.ts";
import type { ResponseFigures } from "./response/contract.ts";
import { measureResponseTimes } from "./response/measure-response-times.ts";
import { changeRule } from "./rule/change-rule.ts";
import { checkRules } from "./rule/check-rules.ts";
import type { Rule, RulePreview, Watched } from "./rule/contract.ts";
import { createRule } from "./rule/create-rule.ts";
import { deleteRule } from "./rule/delete-rule.ts";
import { previewRule } from "./rule/preview-rule.ts";
import { readRules } from "./rule/read-rules.ts";
import { readWatched } from "./rule/read-watched.ts";
import type { Silence, SilencePreview, Silences } from "./silence/contract.ts";
import { createSilence } from "./silence/create-silence.ts";
import { endSilence } from "./silence/end-silence.ts";
import { checkSilence, readSilences } from "./silence/read-silences.ts";
import { selectUnfinished } from "./silence/store.ts";
import { watchSilences } from "./silence/watch-silences.ts";
import { snoozeAlert } from "./snooze-alert.ts";
import { countByState, readEventsAfter, readLastCursor } from "./store.ts";
import { triggerAlert } from "./trigger-alert.ts";

export { createMailSender } from "./channel/send-mail.ts";
export { createWebhookSender } from "./channel/send-webhook.ts";
export type { Claimed } from "./delivery/store.ts";
export { verifyPages } from "./escalation/verify-pages.ts";
export type { IntegrationActor } from "./integration/authenticate-integration.ts";

/** Somebody who may be given an alert. */
export interface Responder {
  personId: string;
  name: string;
}

export interface AlertsContext {
  database: Database;
  clock: Clock;
  /** Where links of our own alerts begin. */
  publicUrl: string;
  /** Those whose roles let them act on alerts now, by name. */
  readResponders(): Promise<Responder[]>;
  /**
   * Somebody takes an alert of ours: takes what it is about, and the alert with it; false where there is nothing to take.
   * Runs before the alert is held, as it holds its own rows first. @throws Refusal
   */
  acknowledgeCause(write: Write, kind: OwnKind, dedupKey: string): Promise<boolean>;
  /** What rules look at. */
  readMinutes: Counting["readMinutes"];
  /** What sources are called, by their number as counts name it. */
  readSourceNames(): Promise<ReadonlyMap<string, string>>;
  readUsersMinutes(window: { from: number; to: number }): Promise<Record<"users" | "readings", (number | null)[]>>;
  /** Who is called, when, and how they are told. */
  oncall: Pick<Oncall, "readPolicySnapshot" | "readResponders" | "readNotificationPlan">;
  /** Runs after each commit that appended to the stream: a hint to read it, which is the truth. */
  wake(): void;
}

/** The systems that report: all that the command line needs. `input` is untrusted. */
export interface Integrations {
  createIntegration(actor: Actor, input: CreateIntegration): Promise<{ id: number; key: string }>;
  revokeIntegration(actor: Actor, input: { id: number }): Promise<{ id: number; name: string }>;
}

/** What the engine does, in any number of processes, at each of its rounds. */
export interface Escalations {
  /** Lets silences begin and end whose time has come. */
  watchSilences(): Promise<void>;
  /** Calls levels whose time has come, of at most `most` alerts; of how many. */
  escalateDue(signal: AbortSignal, most: number): Promise<number>;
  /** Lets those be told now whose turn it is because a page was not seen in time; how many pages. */
  recordUnseen(): Promise<number>;
  /** What is due to be sent, leased to this process. `here`: whose open pages it holds. */
  claimDeliveries(wanted: { limit: number; leaseMs: number; here: readonly string[] }): Promise<Claimed[]>;
  recordResult(claimed: Claimed, sent: Sent): Promise<void>;
  /** What is a minute late: for the auditor, of whichever process. */
  readOverdue(): Promise<Overdue>;
}

/** Alerts: triggered by integrations, taken by people on call. `input` is an untrusted body. */
export interface Alerts extends Integrations, Escalations {
  /** Whose key this is. @throws Refusal `unauthenticated` for any that no integration of the kind has. */
  authenticateIntegration(kind: IntegrationKind, key: string | undefined): Promise<IntegrationActor>;
  trigger(actor: Actor, input: unknown): Promise<Received>;
  acknowledgeByKey(actor: Actor, input: unknown): Promise<Received>;
  resolveByKey(actor: Actor, input: unknown): Promise<Received>;
  recordNotice(actor: Actor, input: unknown): Promise<Received>;
  acknowledge(actor: Actor, input: unknown): Promise<Alert>;
  resolve(actor: Actor, input: unknown): Promise<Alert>;
  note(actor: Actor, input: unknown): Promise<Alert>;
  snooze(actor: Actor, input: unknown): Promise<Alert>;
  assign(actor: Actor, input: unknown): Promise<Alert>;
  /** Whom the alerts of an integration call, and which of them are one page. */
  changeRouting(actor: Actor, input: unknown): Promise<Routing & { integrationId: number }>;
  escalate(actor: Actor, input: unknown): Promise<Alert>;
  addResponder(actor: Actor, input: unknown): Promise<Alert>;
  /** The actor saw the page of a delivery of theirs. */
  recordShown(actor: Actor, input: unknown): Promise<void>;
  readIntegrations(actor: Actor): Promise<Integration[]>;
  /** Pages the actor by one channel, to see that it works. */
  sendTestPage(actor: Actor, input: unknown): Promise<{ id: string }>;
  readTestPages(actor: Actor): Promise<TestPage[]>;
  /** Of deliveries that left those by which nobody is called any more. */
  readCallEnds(deliveryIds: readonly string[]): Promise<CallEnd[]>;
  readInbox(actor: Actor): Promise<Inbox>;
  readWaiting(actor: Actor): Promise<WaitingAlerts>;
  readAlert(actor: Actor, input: unknown): Promise<AlertPage>;
  findAlertByNumber(actor: Actor, input: unknown): Promise<AlertPage>;
  readAlerts(actor: Actor, input: unknown): Promise<{ alerts: Alert[]; cursor: string | null }>;
  readResponders(): Promise<Responder[]>;
  /** For our own parts, inside the transaction of what their alerts are about and as the last thing in it. */
  callWithin(write: Write, calls: readonly OwnCall[]): Promise<void>;
  /** All that stands of a scope now: what is new triggers, what is gone resolves. In a transaction of its own. */
  recordConditions(kind: OwnKind, told: { scope: string; standing: readonly OwnSignal[] }): Promise<void>;
  /** Rules over what is counted. */
  createRule(actor: Actor, input: unknown): Promise<Rule>;
  changeRule(actor: Actor, input: unknown): Promise<Rule>;
  deleteRule(actor: Actor, input: unknown): Promise<{ id: number }>;
  previewRule(actor: Actor, input: unknown): Promise<RulePreview>;
  readRules(actor: Actor): Promise<Rule[]>;
  /** What the rule behind an alert counted around its moment; null where there is none to show. */
  readWatched(actor: Actor, input: unknown): Promise<Watched | null>;
  /** Looks at every rule for the minutes that have become complete. Any number of processes may. */
  checkRules(): Promise<void>;
  createSilence(actor: Actor, input: unknown): Promise<Silence>;
  endSilence(actor: Actor, input: unknown): Promise<Silence>;
  /** What a silence would hold now. */
  checkSilence(actor: Actor, input: unknown): Promise<SilencePreview>;
  readSilences(actor: Actor): Promise<Silences>;
  measureResponseTimes(actor: Actor, input: unknown): Promise<ResponseFigures>;
  /** How much is open now; silences are those that are on. */
  countOpen(): Promise<{ open: number; acknowledged: number; silences: number }>;
  /** Events after a cursor in order, at most `limit`. */
  readEvents(after: number, limit: number): Promise<AlertEvent[]>;
  /** The newest cursor; 0 before the first event. */
  lastCursor(): Promise<number>;
}

export function createIntegrations(context: { database: Database; clock: Clock }): Integrations {
  return {
    createIntegration: (actor, input) => createIntegration(context, actor, input),
    revokeIntegration: (actor, input) => revokeIntegration(context, actor, input),
  };
}

export function createAlerts(context: AlertsContext): Alerts {
  return {
    ...createIntegrations(context),
    authenticateIntegration: (kind, key) => authenticateIntegration(context, kind, key),
    trigger: (actor, input) => triggerAlert(context, actor, input),
    acknowledgeByKey: (actor, input) => acknowledgeByKey(context, actor, input),
    resolveByKey: (actor, input) => resolveForIntegration(context, actor, input),
    recordNotice: (actor, input) => recordNotice(context, actor, input),
    acknowledge: (actor, input) => acknowledgeAlert(context, actor, input),
    resolve: (actor, input) => resolveAlert(context, actor, input),
    note: (actor, input) => recordNote(context, actor, input),
    snooze: (actor, input) => snoozeAlert(context, actor, input),
    assign: (actor, input) => assignAlert(context, actor, input),
    changeRouting: (actor, input) => changeRouting(context, actor, input),
    readOverdue: () => readOverduePages(context),
    escalate: (actor, input) => escalateAlert(context, actor, input),
    addResponder: (actor, input) => addResponder(context, actor, input),
    recordShown: (actor, input) => recordShown(context, actor, input),
    watchSilences: () => watchSilences(context),
    escalateDue: (signal, most) => escalateDueAlerts(context, signal, most),
    recordUnseen: () => recordUnseen(context),
    claimDeliveries: (wanted) => claimDeliveries(context, wanted),
    recordResult: (claimed, sent) => recordResult(context, claimed, sent),
    readIntegrations: (actor) => readIntegrations(context, actor),
    sendTestPage: (actor, input) => sendTestPage(context, actor, input),
    readTestPages: (actor) => readTestPages(context, actor),
    readCallEnds: (deliveryIds) => readCallEnds(context.database.query, deliveryIds),
    readInbox: (actor) => readInbox(context, actor),
    readWaiting: (actor) => readWaitingAlerts(context, actor),
    readAlert: (actor, input) => readAlert(context, actor, input),
    findAlertByNumber: (actor, input) => findAlertByNumber(context, actor, input),
    readAlerts: (actor, input) => readAlerts(context, actor, input),
    readResponders: () => context.readResponders(),
    callWithin: (write, calls) => callWithin(context, write, calls),
    recordConditions: (kind, told) => recordConditions(context, kind, told),
    createRule: (actor, input) => createRule(context, actor, input),
    changeRule: (actor, input) => changeRule(context, actor, input),
    deleteRule: (actor, input) => deleteRule(context, actor, input),
    previewRule: (actor, input) => previewRule(context, actor, input),
    readRules: (actor) => readRules(context, actor),
    readWatched: (actor, input) => readWatched(context, actor, input),
    checkRules: () => checkRules(context),
    createSilence: (actor, input) => createSilence(context, actor, input),
    endSilence: (actor, input) => endSilence(context, actor, input),
    checkSilence: (actor, input) => checkSilence(context, actor, input),
    readSilences: (actor) => readSilences(context, actor),
    measureResponseTimes: (actor, input) => measureResponseTimes(context, actor, input),
    countOpen: () => countOpen(context),
    readEvents: (after, limit) => readEventsAfter(context.database.query, after, limit),
    lastCursor: () => readLastCursor(context.database.query),
  };
}

async function countOpen({ database, clock }: AlertsContext): ReturnType<Alerts["countOpen"]> {
  const now = clock.now();
  const [{ open, acknowledged }, silences] = await Promise.all([
    countByState(database.query),
    selectUnfinished(database.query, now),
  ]);
  return { open, acknowledged, silences: silences.filter(({ from }) => from <= now).length };
}
