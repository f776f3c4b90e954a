import { createRouter, requires } from "./procedure.ts";

export const systemRouter = createRouter({
  /** Settings, chores, retention, disk, version and database, as they are now. */
  overview: requires("system.read").query(({ ctx }) => ctx.system.readSystem(ctx.session.actor)),
});
