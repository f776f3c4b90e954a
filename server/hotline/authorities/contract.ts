/** Partner authorities. Runs in browsers: no imports from Node. */
import { z } from "zod";
import { countries } from "../../kernel/countries.ts";

export const createAuthoritySchema = z.strictObject({
  name: z
    .string()
    .trim()
    .regex(/^[^\p{C}]{1,100}$/u, "1 to 100 characters without line breaks"),
  /** ISO 3166-1 alpha-2. */
  country: z.enum([...countries], "not an ISO 3166-1 alpha-2 country"),
  /** The number under which calls are checked: from a source of our own, never from the call itself. */
  callBackNumber: z
    .string()
    .trim()
    .regex(/^\+[1-9][\d ]{5,24}$/, "a number as +33 1 23 45 67 89"),
});

const authorityId = z.number().int().min(1).max(2_147_483_647);
export const authoritySchema = z.strictObject({ authorityId });
export const inviteOfficerSchema = z.strictObject({ authorityId, email: z.email().max(254).toLowerCase() });
/** `name` of the system: that of the source. */
export const issueAuthorityKeySchema = z.strictObject({
  authorityId,
  name: z
    .string()
    .trim()
    .regex(/^[\p{L}\p{N} ._:/#()-]{1,100}$/u, "1 to 100 letters, digits, spaces and . _ : / # ( ) - only"),
});

/** `invited`: the link waits; `expired`: it was not used in time; `left`: the role was taken away. */
export type OfficerState = "active" | "suspended" | "invited" | "expired" | "left";

export interface Officer {
  email: string;
  /** Null until the invitation is taken up. */
  personId: string | null;
  name: string | null;
  state: OfficerState;
}

/** A system of an authority: a source whose cases are the authority's. */
export interface AuthoritySystem {
  sourceId: number;
  name: string;
  revoked: boolean;
}

export interface AuthorityStaff {
  officers: Officer[];
  systems: AuthoritySystem[];
}

/** An invitation's link: in this answer and nowhere else. */
export interface IssuedOfficer {
  email: string;
  link: string;
  expiresAt: number;
}

export interface Authority {
  id: number;
  name: string;
  country: string;
  callBackNumber: string;
  /** Epoch milliseconds. */
  createdAt: number;
}
