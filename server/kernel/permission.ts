import type { Actor, Scope } from "./actor.ts";
import { Refusal } from "./refusal.ts";
import { allows, type Permission } from "./roles.ts";

// The command line is the machine's owner: it manages, but it is no person on call and never acts as one.
const operatorPermissions: readonly Permission[] = [
  "sources.read",
  "sources.inspect",
  "sources.manage",
  "counts.void",
  "integrations.manage",
  "people.read",
  "people.manage",
];

/** True when the actor holds the permission. Sources, integrations and chores hold none: they have scopes, keys and code. */
export function mayDo(actor: Actor, permission: Permission): boolean {
  if (actor.kind === "person") return allows(actor.roles, permission);
  return actor.kind === "operator" && operatorPermissions.includes(permission);
}

/** @throws Refusal `forbidden` unless the actor holds the permission. */
export function requirePermission(actor: Actor, permission: Permission): void {
  if (!mayDo(actor, permission)) {
    throw new Refusal("forbidden", "Your roles do not include this. Ask an administrator for the role that does.");
  }
}

/** Narrows to the source whose key has the scope. @throws Refusal `forbidden` otherwise. */
export function requireScope(actor: Actor, scope: Scope): Extract<Actor, { kind: "source" }> {
  if (actor.kind === "source" && actor.scopes.includes(scope)) return actor;
  throw new Refusal(
    "forbidden",
    `This key does not have the scope "${scope}". Ask an administrator for one that does.`,
  );
}
