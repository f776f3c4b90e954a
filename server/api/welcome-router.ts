import { redeemFirstAdminLinkSchema } from "../identity/contract.ts";
import { createRouter, openToEveryone } from "./procedure.ts";

export const welcomeRouter = createRouter({
  /** Makes the first admin with the one-time link's token. */
  redeem: openToEveryone
    .input(redeemFirstAdminLinkSchema)
    .mutation(({ ctx, input }) => ctx.identity.redeemFirstAdminLink(input)),
});
