import { readCountriesSchema, readUsersHistorySchema } from "../growth/contract.ts";
import { createRouter, requires } from "./procedure.ts";

export const growthRouter = createRouter({
  /** Newest measurement and what was created and deleted since. */
  totalUsers: requires("growth.read").query(({ ctx }) => ctx.growth.readTotalUsers()),
  /** Users in total over time. */
  history: requires("growth.read")
    .input(readUsersHistorySchema)
    .query(({ ctx, input }) => ctx.growth.readUsersHistory(ctx.session.actor, input)),
  /** Who came and went, by country. */
  countries: requires("growth.read")
    .input(readCountriesSchema)
    .query(({ ctx, input }) => ctx.growth.readCountries(ctx.session.actor, input)),
});
