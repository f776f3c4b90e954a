/** A new password by a one-time link. Runs in browsers: no imports from Node. */
import { z } from "zod";
import { idSchema, type OneTimeLink, passwordSchema, tokenSchema } from "../contract.ts";

export const issueResetLinkSchema = z.strictObject({
  personId: idSchema,
  /** Whoever uses the link needs no second factor any more, and sets up a new one. */
  removeFactors: z.boolean(),
});
export type IssueResetLink = z.input<typeof issueResetLinkSchema>;

export interface IssuedReset extends OneTimeLink {
  /** Sessions that ended with this. */
  ended: number;
}

export const redeemResetLinkSchema = z.strictObject({ token: tokenSchema, password: passwordSchema });
