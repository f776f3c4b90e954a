import type { Database } from "../../database/database.ts";
import type { Actor } from "../../kernel/actor.ts";
import type { Clock } from "../../kernel/clock.ts";
import { parseOrRefuse } from "../../kernel/parse.ts";
import { requirePermission } from "../../kernel/permission.ts";
import { personSchema } from "../people/contract.ts";
import type { PersonSession } from "./contract.ts";
import { readSessionsOf } from "./store.ts";

/**
 * A person's sessions, the last used first: their own, or anyone's for those who may read people. `asking`: the session
 * that asks, which is marked. @throws Refusal `forbidden` or `invalid`.
 */
export async function readSessions(
  context: { database: Database; clock: Clock },
  actor: Actor,
  input: unknown,
  asking: string | null,
): Promise<PersonSession[]> {
  const { personId } = parseOrRefuse(personSchema, input);
  if (!(actor.kind === "person" && actor.personId === personId)) requirePermission(actor, "people.read");
  const sessions = await readSessionsOf(context.database.query, personId, context.clock.now());
  return sessions.map((session) => ({ ...session, current: session.id === asking }));
}
