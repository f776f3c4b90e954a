import { type Kysely, sql } from "kysely";
import type { CaseMessage, MessageKind } from "./contract.ts";

type Query = Kysely<Record<never, never>>;

/** A message as it is kept: its text sealed. */
export type SealedMessage = Omit<CaseMessage, "text"> & { sealed: Buffer };

export async function insertMessage(
  query: Query,
  message: SealedMessage & { caseId: string; byId: string },
): Promise<void> {
  await sql`
    insert into hotline_message (message_id, case_id, kind, at, by_id, by_name, sealed)
    values (${message.id}, ${message.caseId}, ${message.kind}, ${new Date(message.at)}, ${message.byId},
            ${message.by}, ${message.sealed})`.execute(query);
}

/** Messages of a case in the order in which they were written. */
export async function readSealedMessages(query: Query, caseId: string): Promise<SealedMessage[]> {
  const { rows } = await sql<{ message_id: string; kind: MessageKind; at: Date; by_name: string; sealed: Buffer }>`
    select message_id, kind, at, by_name, sealed from hotline_message
    where case_id = ${caseId} order by ordinal`.execute(query);
  return rows.map((row) => ({
    id: row.message_id,
    kind: row.kind,
    at: row.at.getTime(),
    by: row.by_name,
    sealed: row.sealed,
  }));
}
