import { createRouter, requires } from "./procedure.ts";

export const growthRouter = createRouter({
  /** Newest measurement and what was created and deleted since. */
  totalUsers: requires("growth.read").query(({ ctx }) => ctx.growth.readTotalUsers()),
});
