/** Invitations: who was asked in, with which roles, by a link that works once. Runs in browsers: no imports from Node. */
import { z } from "zod";
import type { Role } from "../../kernel/roles.ts";
import { emailSchema, nameSchema, type OneTimeLink, passwordSchema, rolesSchema, tokenSchema } from "../contract.ts";

export const invitePersonSchema = z.strictObject({ email: emailSchema, roles: rolesSchema });
export type InvitePerson = z.input<typeof invitePersonSchema>;

export const invitationSchema = z.strictObject({ invitationId: z.uuid() });

/** An invitation that waits, or waited in vain; times in epoch milliseconds. Never its token. */
export interface Invitation {
  id: string;
  email: string;
  roles: Role[];
  issuedAt: number;
  issuedBy: string;
  expiresAt: number;
}

export interface IssuedInvitation extends OneTimeLink {
  id: string;
  email: string;
}

export const openInvitationSchema = z.strictObject({ token: tokenSchema });

/** What the invited sees before they choose a name and a password. */
export interface OpenInvitation {
  email: string;
  roles: Role[];
  issuedBy: string;
  expiresAt: number;
}

export const redeemInvitationSchema = z.strictObject({
  token: tokenSchema,
  name: nameSchema,
  password: passwordSchema,
});
