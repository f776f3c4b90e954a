import type { Role } from "./roles.ts";

/** Who acts. Closed, so that "who did this" is never a nullable user id. */
export type Actor =
  | { kind: "person"; personId: string; name: string; roles: readonly Role[] }
  | { kind: "source"; sourceId: number; sourceName: string; keyId: string; scopes: readonly Scope[] }
  | { kind: "integration"; integrationId: number; integrationName: string; speaks: string }
  | { kind: "operator" }
  | { kind: "chore"; name: string };

/** What a source's key may do: one scope a machine door. */
export const scopes = ["statements", "events", "hotline", "alerts:read"] as const;
export type Scope = (typeof scopes)[number];

/** How an actor is written into an audit row: kind, a stable id, and the name it had then. */
export function describeActor(actor: Actor): { kind: Actor["kind"]; id: string; name: string } {
  switch (actor.kind) {
    case "person":
      return { kind: "person", id: actor.personId, name: actor.name };
    case "source":
      return { kind: "source", id: `${actor.sourceId}/${actor.keyId}`, name: actor.sourceName };
    case "integration":
      return { kind: "integration", id: String(actor.integrationId), name: actor.integrationName };
    case "operator":
      return { kind: "operator", id: "cli", name: "command line" };
    case "chore":
      return { kind: "chore", id: actor.name, name: actor.name };
  }
}
