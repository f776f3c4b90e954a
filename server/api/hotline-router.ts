import {
  authoritySchema,
  createAuthoritySchema,
  inviteOfficerSchema,
  issueAuthorityKeySchema,
} from "../hotline/authorities/contract.ts";
import { clockOfCaseSchema, pauseClockSchema, startClockSchema } from "../hotline/clocks/contract.ts";
import {
  acknowledgeCaseSchema,
  closeCaseSchema,
  readCaseSchema,
  recordCallBackSchema,
  recordCallSchema,
} from "../hotline/contract.ts";
import { sendMessageSchema } from "../hotline/messages/contract.ts";
import { createRouter, requires } from "./procedure.ts";

const reads = requires("hotline.read");
const acts = requires("hotline.act");

export const hotlineRouter = createRouter({
  /** Cases by shortest clock, counts by UTC hour, and the cursor from which to follow. */
  board: reads.query(({ ctx }) => ctx.hotline.readBoard()),
  /** Every case that is not closed, and those closed in the last 24 hours. */
  queue: reads.query(({ ctx }) => ctx.hotline.readQueue(ctx.session.actor)),
  /** One case with what happened to it; its messages for those who may read them. */
  case: reads.input(readCaseSchema).query(({ ctx, input }) => ctx.hotline.readCase(ctx.session.actor, input)),
  authorities: reads.query(({ ctx }) => ctx.hotline.readAuthorities(ctx.session.actor)),
  createAuthority: requires("authorities.manage")
    .input(createAuthoritySchema)
    .mutation(({ ctx, input }) => ctx.hotline.createAuthority(ctx.session.actor, input)),
  /** Officers and systems of an authority. */
  staff: requires("authorities.inspect")
    .input(authoritySchema)
    .query(({ ctx, input }) => ctx.hotline.readStaff(ctx.session.actor, input)),
  inviteOfficer: requires("authorities.manage")
    .input(inviteOfficerSchema)
    .mutation(({ ctx, input }) => ctx.hotline.inviteOfficer(ctx.session.actor, input)),
  issueAuthorityKey: requires("authorities.manage")
    .input(issueAuthorityKeySchema)
    .mutation(({ ctx, input }) => ctx.hotline.issueAuthorityKey(ctx.session.actor, input)),
  /** Takes a case; CONFLICT names who was first. */
  acknowledge: acts
    .input(acknowledgeCaseSchema)
    .mutation(({ ctx, input }) => ctx.hotline.acknowledgeCase(ctx.session.actor, input)),
  recordCall: acts
    .input(recordCallSchema)
    .mutation(({ ctx, input }) => ctx.hotline.recordCall(ctx.session.actor, input)),
  recordCallBack: acts
    .input(recordCallBackSchema)
    .mutation(({ ctx, input }) => ctx.hotline.recordCallBack(ctx.session.actor, input)),
  sendMessage: acts
    .input(sendMessageSchema)
    .mutation(({ ctx, input }) => ctx.hotline.sendMessage(ctx.session.actor, input)),
  startClock: acts
    .input(startClockSchema)
    .mutation(({ ctx, input }) => ctx.hotline.startClock(ctx.session.actor, input)),
  pauseClock: acts
    .input(pauseClockSchema)
    .mutation(({ ctx, input }) => ctx.hotline.pauseClock(ctx.session.actor, input)),
  resumeClock: acts
    .input(clockOfCaseSchema)
    .mutation(({ ctx, input }) => ctx.hotline.resumeClock(ctx.session.actor, input)),
  stopClock: acts
    .input(clockOfCaseSchema)
    .mutation(({ ctx, input }) => ctx.hotline.stopClock(ctx.session.actor, input)),
  close: acts.input(closeCaseSchema).mutation(({ ctx, input }) => ctx.hotline.closeCase(ctx.session.actor, input)),
});
