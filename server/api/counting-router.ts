import { readVoidingsSchema, voidEventsSchema, voidScopeSchema } from "../counting/voiding/contract.ts";
import { createRouter, requires } from "./procedure.ts";

export const countingRouter = createRouter({
  /** What was voided of events since a time, for lists and for the marks on charts. */
  voidings: requires("sources.read")
    .input(readVoidingsSchema)
    .query(({ ctx, input }) => ctx.counting.readVoidings(input)),
  /** What a voiding would take back now. */
  previewVoid: requires("counts.void")
    .input(voidScopeSchema)
    .query(({ ctx, input }) => ctx.counting.previewVoid(ctx.session.actor, input)),
  void: requires("counts.void")
    .input(voidEventsSchema)
    .mutation(({ ctx, input }) => ctx.counting.voidEvents(ctx.session.actor, input)),
});
