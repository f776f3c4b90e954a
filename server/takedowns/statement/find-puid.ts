import type { Counting } from "../../counting/counting.ts";
import type { Actor } from "../../kernel/actor.ts";
import { requireScope } from "../../kernel/permission.ts";
import { puid as puidReader, statementIdentity } from "./rules.ts";

/**
 * Whether the source has used this puid: for ever, also when the statement's text is long gone. A puid that no
 * statement can have is not used. @throws Refusal `forbidden` without the scope "statements".
 */
export async function findPuid(
  context: { counting: Pick<Counting, "isKnown"> },
  actor: Actor,
  puid: string,
): Promise<boolean> {
  const { sourceId } = requireScope(actor, "statements");
  if (!puidReader(puid).ok) return false;
  return context.counting.isKnown({ sourceId, identity: statementIdentity(sourceId, puid) });
}
