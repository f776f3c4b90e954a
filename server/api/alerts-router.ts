import { alertIdSchema, alertNumberSchema, assignSchema, noteSchema, snoozeSchema } from "../alerts/contract.ts";
import { sendTestPageSchema, shownSchema } from "../alerts/delivery/contract.ts";
import { addResponderSchema } from "../alerts/escalation/contract.ts";
import { measureResponseSchema } from "../alerts/response/contract.ts";
import { checkSilenceSchema, createSilenceSchema, endSilenceSchema } from "../alerts/silence/contract.ts";
import { createRouter, requires } from "./procedure.ts";

export const alertsRouter = createRouter({
  /** What waits, worst first, what ended last, and the cursor from which to follow. */
  inbox: requires("alerts.read").query(({ ctx }) => ctx.alerts.readInbox(ctx.session.actor)),
  /** How many are open, and the worst: for the line above every page. */
  waiting: requires("alerts.read").query(({ ctx }) => ctx.alerts.readWaiting(ctx.session.actor)),
  /** One alert with its details and timeline. */
  read: requires("alerts.read")
    .input(alertIdSchema)
    .query(({ ctx, input }) => ctx.alerts.readAlert(ctx.session.actor, input)),
  /** The same by the number that a notification shows. */
  byNumber: requires("alerts.read")
    .input(alertNumberSchema)
    .query(({ ctx, input }) => ctx.alerts.findAlertByNumber(ctx.session.actor, input)),
  /** Who may be given an alert: ids and names. */
  responders: requires("alerts.act").query(({ ctx }) => ctx.alerts.readResponders()),
  /** What became of the asker's newest test page by each channel. */
  testPages: requires("oncall.override").query(({ ctx }) => ctx.alerts.readTestPages(ctx.session.actor)),
  sendTestPage: requires("oncall.override")
    .input(sendTestPageSchema)
    .mutation(({ ctx, input }) => ctx.alerts.sendTestPage(ctx.session.actor, input)),
  /** CONFLICT names who was first. */
  acknowledge: requires("alerts.act")
    .input(alertIdSchema)
    .mutation(({ ctx, input }) => ctx.alerts.acknowledge(ctx.session.actor, input)),
  resolve: requires("alerts.act")
    .input(alertIdSchema)
    .mutation(({ ctx, input }) => ctx.alerts.resolve(ctx.session.actor, input)),
  snooze: requires("alerts.act")
    .input(snoozeSchema)
    .mutation(({ ctx, input }) => ctx.alerts.snooze(ctx.session.actor, input)),
  assign: requires("alerts.act")
    .input(assignSchema)
    .mutation(({ ctx, input }) => ctx.alerts.assign(ctx.session.actor, input)),
  escalate: requires("alerts.act")
    .input(alertIdSchema)
    .mutation(({ ctx, input }) => ctx.alerts.escalate(ctx.session.actor, input)),
  addResponder: requires("alerts.act")
    .input(addResponderSchema)
    .mutation(({ ctx, input }) => ctx.alerts.addResponder(ctx.session.actor, input)),
  note: requires("alerts.act")
    .input(noteSchema)
    .mutation(({ ctx, input }) => ctx.alerts.note(ctx.session.actor, input)),
  /** The asker saw the page of a delivery of theirs. */
  shown: requires("alerts.read")
    .input(shownSchema)
    .mutation(({ ctx, input }) => ctx.alerts.recordShown(ctx.session.actor, input)),
  /** What the rule behind an alert counted around its moment. */
  watched: requires("alerts.read")
    .input(alertIdSchema)
    .query(({ ctx, input }) => ctx.alerts.readWatched(ctx.session.actor, input)),
  /** Silences that are on, ahead and past, and what they hold now. */
  silences: requires("alerts.read").query(({ ctx }) => ctx.alerts.readSilences(ctx.session.actor)),
  checkSilence: requires("alerts.act")
    .input(checkSilenceSchema)
    .query(({ ctx, input }) => ctx.alerts.checkSilence(ctx.session.actor, input)),
  createSilence: requires("alerts.act")
    .input(createSilenceSchema)
    .mutation(({ ctx, input }) => ctx.alerts.createSilence(ctx.session.actor, input)),
  endSilence: requires("alerts.act")
    .input(endSilenceSchema)
    .mutation(({ ctx, input }) => ctx.alerts.endSilence(ctx.session.actor, input)),
  responseTimes: requires("alerts.read")
    .input(measureResponseSchema)
    .query(({ ctx, input }) => ctx.alerts.measureResponseTimes(ctx.session.actor, input)),
});
