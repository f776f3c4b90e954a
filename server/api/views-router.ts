import { changeViewSchema, createViewSchema, deleteViewSchema } from "../views/contract.ts";
import { createRouter, requires } from "./procedure.ts";

export const viewsRouter = createRouter({
  /** The own views and those that others share. */
  list: requires("now.read").query(({ ctx }) => ctx.views.readViews(ctx.session.actor)),
  create: requires("views.save")
    .input(createViewSchema)
    .mutation(({ ctx, input }) => ctx.views.createView(ctx.session.actor, input)),
  /** Another name, another state, shared or not: the own one only. */
  change: requires("views.save")
    .input(changeViewSchema)
    .mutation(({ ctx, input }) => ctx.views.changeView(ctx.session.actor, input)),
  /** The own one, or a shared one that a deleted person left. */
  delete: requires("views.delete")
    .input(deleteViewSchema)
    .mutation(({ ctx, input }) => ctx.views.deleteView(ctx.session.actor, input)),
});
