/** People as the doors take them. Runs in browsers: no imports from Node. */
import { z } from "zod";
import { roles } from "../kernel/roles.ts";

/** Characters, not UTF-16 units; no control characters, which PostgreSQL or a terminal would stumble over. */
export const nameSchema = z
  .string()
  .trim()
  .regex(/^[^\p{C}]{1,200}$/u, "1 to 200 characters without line breaks");
// better-auth looks people up by the lower-case address.
export const emailSchema = z.email().max(254).toLowerCase();
export const passwordSchema = z
  .string()
  .max(128, "at most 128 characters")
  .refine((text) => [...text].length >= 12, "at least 12 characters");

export const rolesSchema = z
  .array(z.enum(roles))
  .min(1, "choose at least one role")
  .max(roles.length)
  .transform((chosen) => roles.filter((role) => chosen.includes(role)));
/** Ids of people and sessions, ours and better-auth's. */
export const idSchema = z.string().regex(/^[\w-]{1,100}$/, "not an id");
/** The secret of a one-time link. */
export const tokenSchema = z.string().min(1).max(100);

/** A one-time link: in this answer and nowhere else. */
export interface OneTimeLink {
  link: string;
  /** Epoch milliseconds. */
  expiresAt: number;
}

export const createPersonSchema = z.strictObject({
  name: nameSchema.optional(),
  email: emailSchema,
  password: passwordSchema,
  roles: rolesSchema,
});

export const redeemFirstAdminLinkSchema = z.strictObject({
  token: tokenSchema,
  name: nameSchema,
  email: emailSchema,
  password: passwordSchema,
  /** Also be the first person on call. */
  onCall: z.boolean(),
});

/** What sign-in takes; longer passwords than any we store are not worth hashing. */
export const signInSchema = z.object({
  email: z.email().max(254),
  password: z.string().min(1).max(128),
  rememberMe: z.boolean().optional(),
});
