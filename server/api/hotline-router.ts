import { acknowledgeCaseSchema } from "../hotline/contract.ts";
import { createRouter, requires } from "./procedure.ts";

export const hotlineRouter = createRouter({
  /** Cases by shortest clock, counts by UTC hour, and the cursor from which to follow. */
  board: requires("hotline.read").query(({ ctx }) => ctx.hotline.readBoard()),
  /** Stops a case's clock; CONFLICT names who was first. */
  acknowledge: requires("hotline.act")
    .input(acknowledgeCaseSchema)
    .mutation(({ ctx, input }) => ctx.hotline.acknowledgeCase(ctx.session.actor, input)),
});
