/** People as the doors take them. Runs in browsers: no imports from Node. */
import { z } from "zod";
import { roles } from "../kernel/roles.ts";

/** Characters, not UTF-16 units; no control characters, which PostgreSQL or a terminal would stumble over. */
const name = z
  .string()
  .trim()
  .regex(/^[^\p{C}]{1,200}$/u, "1 to 200 characters without line breaks");
// better-auth looks people up by the lower-case address.
const email = z.email().max(254).toLowerCase();
const password = z
  .string()
  .max(128, "at most 128 characters")
  .refine((text) => [...text].length >= 12, "at least 12 characters");

export const createPersonSchema = z.strictObject({
  name: name.optional(),
  email,
  password,
  roles: z.array(z.enum(roles)).min(1).max(roles.length),
});

export const redeemFirstAdminLinkSchema = z.strictObject({
  token: z.string().min(1).max(100),
  name,
  email,
  password,
  /** Also be the first person on call. */
  onCall: z.boolean(),
});

/** What sign-in takes; longer passwords than any we store are not worth hashing. */
export const signInSchema = z.object({
  email: z.email().max(254),
  password: z.string().min(1).max(128),
  rememberMe: z.boolean().optional(),
});

export const endSessionsSchema = z.strictObject({ personId: z.string().min(1).max(100) });
