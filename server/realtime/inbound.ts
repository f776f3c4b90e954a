import type { z } from "zod";
import { parseOrRefuse } from "../kernel/parse.ts";
import { isRefusal, Refusal } from "../kernel/refusal.ts";
import { allows, type Permission, permissions } from "../kernel/roles.ts";
import type { WireRefusal } from "./contract.ts";
import type { Member } from "./member.ts";

/** One event that a browser may send: who may, what it must look like, what it does. */
export interface InboundEvent {
  permission: Permission;
  handle(member: Member, input: unknown, answer: (answer: unknown) => void): void | Promise<void>;
}

/** Declares an event. Its handler sees only what the schema let through. */
export function inboundEvent<Schema extends z.ZodType, Answer>(event: {
  permission: Permission;
  schema: Schema;
  handle(member: Member, input: z.output<Schema>, answer: (answer: Answer) => void): void | Promise<void>;
}): InboundEvent {
  return {
    permission: event.permission,
    handle: (member, input, answer) => event.handle(member, parseOrRefuse(event.schema, input), answer),
  };
}

/** @throws when an event declares no permission that exists: deny by default starts at the start. */
export function requireDeclaredRights(events: Record<string, InboundEvent>): void {
  const bare = Object.entries(events).filter(([, { permission }]) => !permissions.includes(permission));
  if (bare.length === 0) return;
  throw new Error(`These socket events declare no permission: ${bare.map(([name]) => name).join(", ")}.`);
}

export type Outcome = "answered" | "unknown" | "refused" | "failed";

/** Carries out one event of a socket. Never rejects; what is not in the registry gets no answer at all. */
export async function receive(
  events: ReadonlyMap<string, InboundEvent>,
  member: Member,
  [name, ...args]: unknown[],
  onError: (error: unknown) => void,
): Promise<Outcome> {
  const event = typeof name === "string" ? events.get(name) : undefined;
  if (event === undefined) return "unknown";
  const last = args.at(-1);
  const answer = (reply: unknown) => {
    if (typeof last === "function") last(reply);
  };
  const refuse = (code: string, message: string) => answer({ ok: false, code, message } satisfies WireRefusal);
  try {
    if (typeof last !== "function" || args.length !== 2) {
      throw new Refusal("invalid", "Send one object and wait for the answer.");
    }
    if (!allows(member.visitor.roles, event.permission)) {
      throw new Refusal("forbidden", "Your roles do not include this. Ask an administrator for the role that does.");
    }
    await event.handle(member, args[0], answer);
    return "answered";
  } catch (error) {
    if (isRefusal(error)) {
      refuse(error.code, error.message);
      return "refused";
    }
    onError(error);
    refuse("unavailable", "This cannot be answered right now; try again in a moment.");
    return "failed";
  }
}
