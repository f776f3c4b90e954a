import type { Database } from "../../database/database.ts";
import type { Actor } from "../../kernel/actor.ts";
import type { Clock } from "../../kernel/clock.ts";
import { requireScope } from "../../kernel/permission.ts";
import { Refusal } from "../../kernel/refusal.ts";
import type { StatementRow } from "./contract.ts";
import { statementKeptMs } from "./rules.ts";
import { findStatement } from "./store.ts";

const uuidForm = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * One statement of the source's own, until 180 days after it was received, whether or not its day is dropped by then.
 * @throws Refusal `not_found`, the same for an unknown uuid, another source's, one too old and what is no uuid.
 */
export async function readStatement(
  context: { database: Database; clock: Clock },
  actor: Actor,
  uuid: string,
): Promise<StatementRow> {
  const { sourceId } = requireScope(actor, "statements");
  const asked = uuid.toLowerCase();
  const since = context.clock.now() - statementKeptMs;
  const row = uuidForm.test(asked)
    ? await findStatement(context.database.pool, { sourceId, uuid: asked, since })
    : undefined;
  if (row) return row;
  throw new Refusal("not_found", "No statement of yours has this uuid; statements can be read for 180 days.");
}
