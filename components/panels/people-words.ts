import type { ListedPerson } from "../../server/identity/people/contract.ts";
import { type Role, roles } from "../../server/kernel/roles.ts";
import type { Status } from "../ui/status-glyph.tsx";

/** What each role may, in the words of whoever hands it out. */
export const roleWords: Record<Role, string> = {
  viewer: "reads Now, Explore, Growth, Sources",
  analyst: "reads, and takes files with it",
  "on-call": "reads, and acts on hotline cases",
  legal: "reads, and works at the law desk",
  signer: "reads, and signs reports",
  admin: "people, sources, keys, voiding; signs and decides nothing",
  auditor: "reads everything, changes nothing",
  partner: "only the partner's portal, only the own authority",
};

/** Shape and word of a person's state; whoever shows one shows these. */
export function personLook({ state, sessions }: ListedPerson): { status: Status; word: string } {
  if (state === "suspended") return { status: "disconnected", word: "suspended" };
  return sessions > 0 ? { status: "ok", word: "active" } : { status: "unknown", word: "signed out" };
}

/** "viewer, on-call"; nobody is without a role but by a hand in the database. */
export function rolesLine(held: readonly Role[]): string {
  return roles.filter((role) => held.includes(role)).join(", ") || "no role";
}
