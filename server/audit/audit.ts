import { sql } from "kysely";
import type { Write } from "../database/transaction.ts";
import { describeActor } from "../kernel/actor.ts";

/** One deed, as the audit keeps it. `detail` holds ids and choices, never content, keys or personal data. */
export interface Deed {
  /** `<noun>.<verb in the past tense>`: `source.created`, `case.acknowledged`. */
  name: string;
  /** Id of what the deed was done to. */
  subject: string;
  detail?: Record<string, string | number | boolean | null>;
}

/** Writes who did what, in the same transaction as the deed. */
export async function recordDeed(write: Write, deed: Deed): Promise<void> {
  const actor = describeActor(write.actor);
  await sql`
    insert into audit_row (at, actor_kind, actor_id, actor_name, deed, subject, detail)
    values (${new Date(write.at)}, ${actor.kind}, ${actor.id}, ${actor.name}, ${deed.name}, ${deed.subject},
            ${JSON.stringify(deed.detail ?? {})})`.execute(write.query);
}
