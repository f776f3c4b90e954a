/** People as those who manage them see them, and what may be done to them. Runs in browsers: no imports from Node. */
import { z } from "zod";
import type { Role } from "../../kernel/roles.ts";
import { idSchema, rolesSchema } from "../contract.ts";

export const personStates = ["active", "suspended"] as const;
export type PersonState = (typeof personStates)[number];

/** One person of the list; times in epoch milliseconds. */
export interface ListedPerson {
  id: string;
  name: string;
  email: string;
  roles: Role[];
  state: PersonState;
  suspendedAt: number | null;
  suspendedBy: string | null;
  createdAt: number;
  /** At most a minute too early; null before the first visit. */
  lastSeenAt: number | null;
  /** Sessions that are alive. */
  sessions: number;
  /** They have an authenticator app or a passkey. */
  secondFactor: boolean;
  /** Until when a link for a new password is open. */
  resetUntil: number | null;
}

/** A person as other domains see them. */
export interface PersonStanding {
  id: string;
  name: string;
  roles: Role[];
  state: PersonState;
}

export const personSchema = z.strictObject({ personId: idSchema });

export const changeRolesSchema = z.strictObject({
  personId: idSchema,
  roles: rolesSchema,
  /** The roles that were shown when this was decided: whoever changed them since is not overruled unseen. */
  before: z.array(z.string().max(30)).max(20),
});
export type ChangeRoles = z.input<typeof changeRolesSchema>;
