import { sql } from "kysely";
import { epochMs } from "../../database/epoch.ts";
import type { Query } from "../schedule/store.ts";
import type { Contact, ContactKind } from "./contract.ts";

interface Row {
  id: string;
  kind: ContactKind;
  host: string;
  createdAt: number;
  disabledAt: number | null;
  disabledWhy: string | null;
}
const columns = sql`
  contact_id as id, kind, host, ${epochMs("created_at")} as "createdAt", ${epochMs("disabled_at")} as "disabledAt",
  disabled_why as "disabledWhy"`;

const contactOf = ({ disabledAt, disabledWhy, ...row }: Row): Contact => ({
  ...row,
  disabled: disabledAt === null ? null : { at: disabledAt, why: disabledWhy ?? "" },
});

/** A person's endpoints, the oldest first. */
export async function selectContacts(query: Query, personId: string): Promise<Contact[]> {
  const { rows } = await sql<Row>`
    select ${columns} from oncall_contact where person_id = ${personId} order by created_at, contact_id`.execute(query);
  return rows.map(contactOf);
}

export interface SealedContact {
  id: string;
  kind: ContactKind;
  sealed: Buffer;
}

/** Those that pages go to, and whether they have this delivery already. */
export async function selectOpenContacts(
  query: Query,
  personId: string,
  deliveryId: string,
): Promise<(SealedContact & { has: boolean })[]> {
  const { rows } = await sql<SealedContact & { has: boolean }>`
    select contact_id as id, kind, sealed, exists (
      select from oncall_contact_receipt r where r.contact_id = c.contact_id and r.delivery_id = ${deliveryId}) as has
    from oncall_contact c where person_id = ${personId} and disabled_at is null
    order by created_at, contact_id`.execute(query);
  return rows;
}

/** How many endpoints a person has; who asks at the same time for the same person waits for the transaction's end. */
export async function countContacts(query: Query, personId: string): Promise<number> {
  await sql`select pg_advisory_xact_lock(hashtext('oncall_contact'), hashtext(${personId}))`.execute(query);
  const { rows } = await sql<{ contacts: number }>`
    select count(*)::int as contacts from oncall_contact where person_id = ${personId}`.execute(query);
  return rows[0]?.contacts ?? 0;
}

export async function insertContact(
  query: Query,
  contact: { id: string; personId: string; kind: ContactKind; host: string; sealed: Buffer; at: number },
): Promise<void> {
  await sql`
    insert into oncall_contact (contact_id, person_id, kind, host, sealed, created_at)
    values (${contact.id}, ${contact.personId}, ${contact.kind}, ${contact.host}, ${contact.sealed},
            ${new Date(contact.at)})`.execute(query);
}

/** An endpoint of `personId` with what is sealed in it, held until the transaction's end. */
export async function lockContact(
  query: Query,
  id: string,
  personId: string,
): Promise<(Contact & { sealed: Buffer }) | undefined> {
  const { rows } = await sql<Row & { sealed: Buffer }>`
    select ${columns}, sealed from oncall_contact
    where contact_id = ${id} and person_id = ${personId} for update`.execute(query);
  const [row] = rows;
  if (!row) return undefined;
  const { sealed, ...contact } = row;
  return { ...contactOf(contact), sealed };
}

export async function writeSealed(query: Query, id: string, sealed: Buffer): Promise<void> {
  await sql`update oncall_contact set sealed = ${sealed} where contact_id = ${id}`.execute(query);
}

/** What was deleted of `personId`; `undefined` when there is none. */
export async function deleteContactRow(
  query: Query,
  id: string,
  personId: string,
): Promise<{ kind: ContactKind } | undefined> {
  const { rows } = await sql<{ kind: ContactKind }>`
    delete from oncall_contact where contact_id = ${id} and person_id = ${personId} returning kind`.execute(query);
  return rows[0];
}

/** Its kind when it is disabled now; `undefined` when it was before, or is gone. */
export async function disableRow(
  query: Query,
  id: string,
  by: { at: number; why: string },
): Promise<{ kind: ContactKind } | undefined> {
  const { rows } = await sql<{ kind: ContactKind }>`
    update oncall_contact set disabled_at = ${new Date(by.at)}, disabled_why = ${by.why}
    where contact_id = ${id} and disabled_at is null returning kind`.execute(query);
  return rows[0];
}

/** Notes who has a delivery already, and forgets what was noted before `keptFrom`. */
export async function insertReceipts(
  query: Query,
  deliveryId: string,
  contactIds: readonly string[],
  { at, keptFrom }: { at: number; keptFrom: number },
): Promise<void> {
  await sql`
    insert into oncall_contact_receipt (delivery_id, contact_id, accepted_at)
    select ${deliveryId}, contact_id, ${new Date(at)} from oncall_contact
    where contact_id = any(${contactIds}::uuid[])
    on conflict do nothing`.execute(query);
  await sql`delete from oncall_contact_receipt where accepted_at < ${new Date(keptFrom)}`.execute(query);
}
