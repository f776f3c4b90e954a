import type { Database } from "../../database/database.ts";
import type { Actor } from "../../kernel/actor.ts";
import type { Clock } from "../../kernel/clock.ts";
import { parseOrRefuse } from "../../kernel/parse.ts";
import { requirePermission } from "../../kernel/permission.ts";
import { readKeysSchema, type SourceKey } from "../contract.ts";
import { stateOf } from "./rules.ts";
import { readKeysOfSource } from "./store.ts";

/** Keys that have ended are listed up to this many, the newest; the audit has all of them. */
const endedAtMost = 100;

/**
 * A source's keys, newest first: the active ones, then the newest 100 that have ended. Never a secret or its hash.
 * @throws Refusal `forbidden`, `invalid`.
 */
export async function readKeys(
  context: { database: Database; clock: Clock },
  actor: Actor,
  input: unknown,
): Promise<SourceKey[]> {
  requirePermission(actor, "sources.inspect");
  const { sourceId } = parseOrRefuse(readKeysSchema, input);
  const now = context.clock.now();
  const rows = await readKeysOfSource(context.database.query, sourceId, now, endedAtMost);
  return rows.map(({ sourceId: _, ...row }) => ({ ...row, state: stateOf(now, row) }));
}
