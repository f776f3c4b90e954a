import { redeemFirstAdminLinkSchema } from "../identity/contract.ts";
import { openInvitationSchema, redeemInvitationSchema } from "../identity/invitation/contract.ts";
import { redeemResetLinkSchema } from "../identity/reset/contract.ts";
import { createRouter, openToEveryone } from "./procedure.ts";

/** What the holder of a one-time link does before they can sign in. */
export const welcomeRouter = createRouter({
  /** Makes the first admin. */
  redeem: openToEveryone
    .input(redeemFirstAdminLinkSchema)
    .mutation(({ ctx, input }) => ctx.identity.linksFrom(ctx.address).redeemFirstAdminLink(input)),
  /** What an invitation offers. It changes nothing, and is no query: a token in an address would reach access logs. */
  openInvitation: openToEveryone
    .input(openInvitationSchema)
    .mutation(({ ctx, input }) => ctx.identity.linksFrom(ctx.address).openInvitation(input)),
  /** Makes the invited a person. */
  redeemInvitation: openToEveryone
    .input(redeemInvitationSchema)
    .mutation(({ ctx, input }) => ctx.identity.linksFrom(ctx.address).redeemInvitation(input)),
  /** Sets a new password. */
  redeemReset: openToEveryone
    .input(redeemResetLinkSchema)
    .mutation(({ ctx, input }) => ctx.identity.linksFrom(ctx.address).redeemResetLink(input)),
});
