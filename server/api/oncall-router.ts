import { contactIdSchema, createContactSchema } from "../oncall/contact/contract.ts";
import { issueFeedSchema, revokeFeedSchema } from "../oncall/feed/contract.ts";
import { acceptHandOverSchema, handOverSchema } from "../oncall/handover/contract.ts";
import { notificationRulesSchema } from "../oncall/notification/contract.ts";
import {
  changeOverrideSchema,
  checkOverrideSchema,
  createOverrideSchema,
  deleteOverrideSchema,
} from "../oncall/override/contract.ts";
import {
  changePolicySchema,
  checkPolicySchema,
  deletePolicySchema,
  policyDefinitionSchema,
} from "../oncall/policy/contract.ts";
import {
  changeScheduleSchema,
  checkScheduleSchema,
  deleteScheduleSchema,
  readShiftsSchema,
  scheduleDefinitionSchema,
} from "../oncall/schedule/contract.ts";
import { createRouter, requires } from "./procedure.ts";

const reads = requires("oncall.read");
const overrides = requires("oncall.override");
const manages = requires("oncall.manage");

export const oncallRouter = createRouter({
  /** Every schedule with who is on call now, the next hand-off and the next 14 days. */
  schedules: reads.query(({ ctx }) => ctx.oncall.readSchedules(ctx.session.actor)),
  /** Who is on call now and who comes next, of every schedule. */
  now: reads.query(({ ctx }) => ctx.oncall.readNow(ctx.session.actor)),
  shifts: reads.input(readShiftsSchema).query(({ ctx, input }) => ctx.oncall.readShifts(ctx.session.actor, input)),
  /** Those who may be put on call. */
  people: overrides.query(({ ctx }) => ctx.oncall.readOnCallPeople(ctx.session.actor)),
  /** What a schedule would do if it were saved so. A mutation only because it is too long for an address. */
  checkSchedule: manages
    .input(checkScheduleSchema)
    .mutation(({ ctx, input }) => ctx.oncall.checkSchedule(ctx.session.actor, input)),
  createSchedule: manages
    .input(scheduleDefinitionSchema)
    .mutation(({ ctx, input }) => ctx.oncall.createSchedule(ctx.session.actor, input)),
  changeSchedule: manages
    .input(changeScheduleSchema)
    .mutation(({ ctx, input }) => ctx.oncall.changeSchedule(ctx.session.actor, input)),
  deleteSchedule: manages
    .input(deleteScheduleSchema)
    .mutation(({ ctx, input }) => ctx.oncall.deleteSchedule(ctx.session.actor, input)),
  /** Those that have not ended. */
  overrides: reads.query(({ ctx }) => ctx.oncall.readOverrides(ctx.session.actor)),
  checkOverride: overrides
    .input(checkOverrideSchema)
    .query(({ ctx, input }) => ctx.oncall.checkOverride(ctx.session.actor, input)),
  createOverride: overrides
    .input(createOverrideSchema)
    .mutation(({ ctx, input }) => ctx.oncall.createOverride(ctx.session.actor, input)),
  changeOverride: overrides
    .input(changeOverrideSchema)
    .mutation(({ ctx, input }) => ctx.oncall.changeOverride(ctx.session.actor, input)),
  deleteOverride: overrides
    .input(deleteOverrideSchema)
    .mutation(({ ctx, input }) => ctx.oncall.deleteOverride(ctx.session.actor, input)),
  /** Every escalation policy with whom its levels reach in the next 14 days. */
  policies: reads.query(({ ctx }) => ctx.oncall.readPolicies(ctx.session.actor)),
  /** Whom a policy would reach, and why it would not be saved. A mutation as `checkSchedule` is one. */
  checkPolicy: manages
    .input(checkPolicySchema)
    .mutation(({ ctx, input }) => ctx.oncall.checkPolicy(ctx.session.actor, input)),
  createPolicy: manages
    .input(policyDefinitionSchema)
    .mutation(({ ctx, input }) => ctx.oncall.createPolicy(ctx.session.actor, input)),
  changePolicy: manages
    .input(changePolicySchema)
    .mutation(({ ctx, input }) => ctx.oncall.changePolicy(ctx.session.actor, input)),
  deletePolicy: manages
    .input(deletePolicySchema)
    .mutation(({ ctx, input }) => ctx.oncall.deletePolicy(ctx.session.actor, input)),
  /** How the asker is notified. */
  notificationRules: overrides.query(({ ctx }) => ctx.oncall.readOwnNotificationRules(ctx.session.actor)),
  changeNotificationRules: overrides
    .input(notificationRulesSchema)
    .mutation(({ ctx, input }) => ctx.oncall.changeNotificationRules(ctx.session.actor, input)),
  /** By which channels the asker can be reached as things stand. */
  channels: overrides.query(({ ctx }) => ctx.oncall.readOwnChannels(ctx.session.actor)),
  /** The own endpoints. Never their secrets. */
  contacts: overrides.query(({ ctx }) => ctx.oncall.readOwnContacts(ctx.session.actor)),
  createContact: overrides
    .input(createContactSchema)
    .mutation(({ ctx, input }) => ctx.oncall.createContact(ctx.session.actor, input)),
  rotateContact: overrides
    .input(contactIdSchema)
    .mutation(({ ctx, input }) => ctx.oncall.rotateContact(ctx.session.actor, input)),
  deleteContact: overrides
    .input(contactIdSchema)
    .mutation(({ ctx, input }) => ctx.oncall.deleteContact(ctx.session.actor, input)),
  /** What shifts left to the next, with which waits for the asker. */
  handOvers: requires("alerts.read").query(({ ctx }) => ctx.oncall.readHandOvers(ctx.session.actor)),
  handOver: requires("alerts.act")
    .input(handOverSchema)
    .mutation(({ ctx, input }) => ctx.oncall.handOverShift(ctx.session.actor, input)),
  acceptHandOver: requires("alerts.act")
    .input(acceptHandOverSchema)
    .mutation(({ ctx, input }) => ctx.oncall.acceptHandOver(ctx.session.actor, input)),
  /** The own links for calendars; for administrators everybody's. Never their secrets. */
  feeds: reads.query(({ ctx }) => ctx.oncall.readFeeds(ctx.session.actor)),
  issueFeed: reads.input(issueFeedSchema).mutation(({ ctx, input }) => ctx.oncall.issueFeed(ctx.session.actor, input)),
  revokeFeed: reads
    .input(revokeFeedSchema)
    .mutation(({ ctx, input }) => ctx.oncall.revokeFeed(ctx.session.actor, input)),
});
