import type { Actor } from "../kernel/actor.ts";
import { createTextSeal } from "../kernel/text-seal.ts";
import type { Outbound } from "../outbound/outbound.ts";
import type { Contact, IssuedContact, OwnChannels } from "./contact/contract.ts";
import { createContact } from "./contact/create-contact.ts";
import { deleteContact } from "./contact/delete-contact.ts";
import { disableContact } from "./contact/disable-contact.ts";
import { type OpenContact, openContacts } from "./contact/open-contacts.ts";
import { readOwnChannels, readOwnContacts, type TellReaches } from "./contact/read-contacts.ts";
import { recordReceipts } from "./contact/record-receipts.ts";
import { rotateContact } from "./contact/rotate-contact.ts";
import type { Feed, IssuedFeed } from "./feed/contract.ts";
import { issueFeed } from "./feed/issue-feed.ts";
import { readCalendar, readFeeds } from "./feed/read-feeds.ts";
import { revokeFeed } from "./feed/revoke-feed.ts";
import { acceptHandOver } from "./handover/accept-hand-over.ts";
import type { HandOver } from "./handover/contract.ts";
import { handOverShift } from "./handover/hand-over-shift.ts";
import { readHandOvers } from "./handover/read-hand-overs.ts";
import { changeNotificationRules } from "./notification/change-notification-rules.ts";
import type { OwnNotificationRules, PlannedNotification, Urgency } from "./notification/contract.ts";
import { readNotificationPlan, readOwnNotificationRules } from "./notification/read-notification-rules.ts";
import { changeOverride } from "./override/change-override.ts";
import { checkOverride } from "./override/check-override.ts";
import type { ListedOverride, Override } from "./override/contract.ts";
import { createOverride } from "./override/create-override.ts";
import { deleteOverride } from "./override/delete-override.ts";
import { readOverrides } from "./override/read-overrides.ts";
import { changePolicy } from "./policy/change-policy.ts";
import { checkPolicy } from "./policy/check-policy.ts";
import type { Policy, PolicyOnBoard, PolicyPreview, PolicySnapshot, Responder, Target } from "./policy/contract.ts";
import { createPolicy } from "./policy/create-policy.ts";
import { deletePolicy } from "./policy/delete-policy.ts";
import { readPolicies, readPolicySnapshot, readResponders } from "./policy/read-policies.ts";
import { changeSchedule } from "./schedule/change-schedule.ts";
import { checkSchedule } from "./schedule/check-schedule.ts";
import type {
  OnCallNow,
  OnCallPerson,
  Schedule,
  ScheduleOnBoard,
  ScheduleOutlook,
  SchedulePreview,
} from "./schedule/contract.ts";
import { createSchedule } from "./schedule/create-schedule.ts";
import { deleteSchedule } from "./schedule/delete-schedule.ts";
import type { OncallContext } from "./schedule/read-people.ts";
import { readOnCallNow, readOnCallPeople, readSchedules, readShifts } from "./schedule/read-schedules.ts";
import type { Query } from "./schedule/store.ts";

export { findPolicyId } from "./policy/store.ts";

/** Who is on call, who is called after whom, and how people want to be notified. Inputs are untrusted. */
export interface Oncall {
  readSchedules(actor: Actor): Promise<ScheduleOnBoard[]>;
  readNow(actor: Actor): Promise<OnCallNow[]>;
  readShifts(actor: Actor, input: unknown): Promise<ScheduleOutlook>;
  readOnCallPeople(actor: Actor): Promise<OnCallPerson[]>;
  checkSchedule(actor: Actor, input: unknown): Promise<SchedulePreview>;
  createSchedule(actor: Actor, input: unknown): Promise<Schedule>;
  changeSchedule(actor: Actor, input: unknown): Promise<Schedule>;
  deleteSchedule(actor: Actor, input: unknown): Promise<{ id: number }>;
  readOverrides(actor: Actor): Promise<ListedOverride[]>;
  checkOverride(actor: Actor, input: unknown): Promise<ScheduleOutlook>;
  createOverride(actor: Actor, input: unknown): Promise<Override>;
  changeOverride(actor: Actor, input: unknown): Promise<Override>;
  deleteOverride(actor: Actor, input: unknown): Promise<{ id: number; ended: boolean }>;
  readPolicies(actor: Actor): Promise<PolicyOnBoard[]>;
  checkPolicy(actor: Actor, input: unknown): Promise<PolicyPreview>;
  createPolicy(actor: Actor, input: unknown): Promise<Policy>;
  changePolicy(actor: Actor, input: unknown): Promise<Policy>;
  deletePolicy(actor: Actor, input: unknown): Promise<{ id: number }>;
  readOwnNotificationRules(actor: Actor): Promise<OwnNotificationRules>;
  changeNotificationRules(actor: Actor, input: unknown): Promise<OwnNotificationRules>;
  readOwnContacts(actor: Actor): Promise<Contact[]>;
  createContact(actor: Actor, input: unknown): Promise<IssuedContact>;
  rotateContact(actor: Actor, input: unknown): Promise<IssuedContact>;
  deleteContact(actor: Actor, input: unknown): Promise<{ id: string }>;
  /** By which channels the asker can be reached as things stand. */
  readOwnChannels(actor: Actor): Promise<OwnChannels>;
  readFeeds(actor: Actor): Promise<Feed[]>;
  issueFeed(actor: Actor, input: unknown): Promise<IssuedFeed>;
  revokeFeed(actor: Actor, input: unknown): Promise<{ id: string }>;
  readHandOvers(actor: Actor): Promise<HandOver[]>;
  handOverShift(actor: Actor, input: unknown): Promise<HandOver>;
  acceptHandOver(actor: Actor, input: unknown): Promise<HandOver>;
  /** The iCalendar text behind a link's secret. */
  readCalendar(secret: string): Promise<string>;
  /** For an escalation, in its own transaction: the policy to keep; null when there is none. */
  readPolicySnapshot(query: Query, policyId: number, at: number): Promise<PolicySnapshot | null>;
  /** Whom a level reaches at an instant. Nobody: the next level is to be called at once. */
  readResponders(query: Query, targets: readonly Target[], at: number): Promise<Responder[]>;
  /** The steps by which a person who is called at an instant is told. */
  readNotificationPlan(query: Query, personId: string, urgency: Urgency, at: number): Promise<PlannedNotification[]>;
  /** For whoever sends: a person's endpoints with their secrets, and whether they have this delivery already. */
  openContacts(personId: string, deliveryId: string): Promise<OpenContact[]>;
  /** That these endpoints have a delivery which others of the same person do not have yet. */
  recordReceipts(deliveryId: string, contactIds: readonly string[]): Promise<void>;
  /** Sends nothing there any more, for it has said that it is gone. `why`: a sentence for its owner. */
  disableContact(contactId: string, why: string): Promise<void>;
}

/** `secret`: that of the installation; endpoints are sealed by a key that is derived from it. */
export function createOncall({
  secret,
  ...given
}: OncallContext & { secret: string; outbound: Pick<Outbound, "check">; reaches: TellReaches }): Oncall {
  const context = { ...given, seal: createTextSeal(secret, "watchfloor contacts 1") };
  return {
    readSchedules: (actor) => readSchedules(context, actor),
    readNow: (actor) => readOnCallNow(context, actor),
    readShifts: (actor, input) => readShifts(context, actor, input),
    readOnCallPeople: (actor) => readOnCallPeople(context, actor),
    checkSchedule: (actor, input) => checkSchedule(context, actor, input),
    createSchedule: (actor, input) => createSchedule(context, actor, input),
    changeSchedule: (actor, input) => changeSchedule(context, actor, input),
    deleteSchedule: (actor, input) => deleteSchedule(context, actor, input),
    readOverrides: (actor) => readOverrides(context, actor),
    checkOverride: (actor, input) => checkOverride(context, actor, input),
    createOverride: (actor, input) => createOverride(context, actor, input),
    changeOverride: (actor, input) => changeOverride(context, actor, input),
    deleteOverride: (actor, input) => deleteOverride(context, actor, input),
    readPolicies: (actor) => readPolicies(context, actor),
    checkPolicy: (actor, input) => checkPolicy(context, actor, input),
    createPolicy: (actor, input) => createPolicy(context, actor, input),
    changePolicy: (actor, input) => changePolicy(context, actor, input),
    deletePolicy: (actor, input) => deletePolicy(context, actor, input),
    readOwnNotificationRules: (actor) => readOwnNotificationRules(context, actor),
    changeNotificationRules: (actor, input) => changeNotificationRules(context, actor, input),
    readOwnContacts: (actor) => readOwnContacts(context, actor),
    createContact: (actor, input) => createContact(context, actor, input),
    rotateContact: (actor, input) => rotateContact(context, actor, input),
    deleteContact: (actor, input) => deleteContact(context, actor, input),
    readOwnChannels: (actor) => readOwnChannels(context, actor),
    readFeeds: (actor) => readFeeds(context, actor),
    issueFeed: (actor, input) => issueFeed(context, actor, input),
    revokeFeed: (actor, input) => revokeFeed(context, actor, input),
    readHandOvers: (actor) => readHandOvers(context, actor),
    handOverShift: (actor, input) => handOverShift(context, actor, input),
    acceptHandOver: (actor, input) => acceptHandOver(context, actor, input),
    readCalendar: (secret) => readCalendar(context, secret),
    readPolicySnapshot,
    readResponders: (query, targets, at) => readResponders(context, query, targets, at),
    readNotificationPlan,
    openContacts: (personId, deliveryId) => openContacts(context, personId, deliveryId),
    recordReceipts: (deliveryId, contactIds) => recordReceipts(context, deliveryId, contactIds),
    disableContact: (contactId, why) => disableContact(context, contactId, why),
  };
}
