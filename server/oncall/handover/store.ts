import { sql } from "kysely";
import { epochMs } from "../../database/epoch.ts";
import type { Query } from "../schedule/store.ts";
import type { HandOver, OpenMatters } from "./contract.ts";

export type StoredHandOver = Omit<HandOver, "awaitsMe">;

interface HandOverRow {
  id: number;
  scheduleId: number;
  schedule: string;
  note: string;
  matters: OpenMatters;
  writtenAt: number;
  writtenById: string;
  writtenBy: string;
  acceptedAt: number | null;
  acceptedBy: string | null;
}

const columns = sql`
  h.hand_over_id as id, h.schedule_id as "scheduleId", s.name as schedule, h.note, h.open_matters as matters,
  ${epochMs("h.written_at")} as "writtenAt", h.written_by_id as "writtenById", h.written_by_name as "writtenBy",
  ${epochMs("h.accepted_at")} as "acceptedAt", h.accepted_by_name as "acceptedBy"`;

const toHandOver = (row: HandOverRow): StoredHandOver => ({
  id: row.id,
  scheduleId: row.scheduleId,
  schedule: row.schedule,
  note: row.note,
  matters: row.matters,
  written: { at: row.writtenAt, by: row.writtenBy, personId: row.writtenById },
  accepted: row.acceptedAt === null ? null : { at: row.acceptedAt, by: row.acceptedBy ?? "" },
});

/** A person and the instant of what they do. */
interface By {
  id: string;
  name: string;
  at: number;
}

export async function insertHandOver(
  query: Query,
  given: { scheduleId: number; note: string; matters: OpenMatters },
  by: By,
): Promise<StoredHandOver> {
  const { rows } = await sql<HandOverRow>`
    with h as (
      insert into oncall_hand_over (schedule_id, note, open_matters, written_at, written_by_id, written_by_name)
      values (${given.scheduleId}, ${given.note}, ${JSON.stringify(given.matters)}, ${new Date(by.at)}, ${by.id},
              ${by.name})
      returning *)
    select ${columns} from h join oncall_schedule s using (schedule_id)`.execute(query);
  const [row] = rows;
  if (!row) throw new Error("a hand-over that was inserted is gone");
  return toHandOver(row);
}

/** Takes a note over; `undefined` when somebody has, or there is none. */
export async function acceptWaiting(query: Query, id: number, by: By): Promise<StoredHandOver | undefined> {
  const { rows } = await sql<HandOverRow>`
    with h as (
      update oncall_hand_over set accepted_at = ${new Date(by.at)}, accepted_by_id = ${by.id},
        accepted_by_name = ${by.name}
      where hand_over_id = ${id} and accepted_at is null returning *)
    select ${columns} from h join oncall_schedule s using (schedule_id)`.execute(query);
  return rows[0] && toHandOver(rows[0]);
}

export async function selectHandOver(query: Query, id: number): Promise<StoredHandOver | undefined> {
  const { rows } = await sql<HandOverRow>`
    select ${columns} from oncall_hand_over h join oncall_schedule s using (schedule_id)
    where h.hand_over_id = ${id}`.execute(query);
  return rows[0] && toHandOver(rows[0]);
}

/** The newest, newest first. */
export async function selectHandOvers(query: Query, limit: number): Promise<StoredHandOver[]> {
  const { rows } = await sql<HandOverRow>`
    select ${columns} from oncall_hand_over h join oncall_schedule s using (schedule_id)
    order by h.written_at desc, h.hand_over_id desc limit ${limit}`.execute(query);
  return rows.map(toHandOver);
}
