import { sql } from "kysely";
import { epochMs } from "../../database/epoch.ts";
import type { Query } from "../schedule/store.ts";
import type { Override } from "./contract.ts";

const columns = sql`
  override_id as id, schedule_id as "scheduleId", person_id as "personId", ${epochMs("from_at")} as "from",
  ${epochMs("to_at")} as "to", agreed, created_by_id as "createdById", created_by as "createdBy", version,
  ${epochMs("changed_at")} as "changedAt", changed_by as "changedBy"`;

/** Overrides that end after a time, of one schedule or of all, in order of time. */
export async function selectOverrides(
  query: Query,
  { after, scheduleId = null }: { after: number; scheduleId?: number | null },
): Promise<Override[]> {
  const { rows } = await sql<Override>`
    select ${columns} from oncall_override
    where to_at > ${new Date(after)} and (${scheduleId}::int is null or schedule_id = ${scheduleId})
    order by from_at, override_id`.execute(query);
  return rows;
}

/** An override, held until the end of the transaction. */
export async function lockOverride(query: Query, id: number): Promise<Override | undefined> {
  const { rows } = await sql<Override>`
    select ${columns} from oncall_override where override_id = ${id} for update`.execute(query);
  return rows[0];
}

export async function insertOverride(
  query: Query,
  override: Pick<Override, "scheduleId" | "personId" | "from" | "to" | "agreed">,
  by: { id: string; name: string; at: number },
): Promise<Override> {
  const { scheduleId, personId, from, to, agreed } = override;
  const { rows } = await sql<Override>`
    insert into oncall_override (schedule_id, person_id, from_at, to_at, agreed, created_by_id, created_by, changed_at,
                                 changed_by)
    values (${scheduleId}, ${personId}, ${new Date(from)}, ${new Date(to)}, ${agreed}, ${by.id}, ${by.name},
            ${new Date(by.at)}, ${by.name})
    returning ${columns}`.execute(query);
  const [row] = rows;
  if (!row) throw new Error("the override was not stored");
  return row;
}

/** Writes over an override that is locked. */
export async function updateOverride(
  query: Query,
  { id, personId, from, to, agreed }: Pick<Override, "id" | "personId" | "from" | "to" | "agreed">,
  by: { name: string; at: number },
): Promise<Override> {
  const { rows } = await sql<Override>`
    update oncall_override
    set person_id = ${personId}, from_at = ${new Date(from)}, to_at = ${new Date(to)}, agreed = ${agreed},
        changed_at = ${new Date(by.at)}, changed_by = ${by.name}, version = version + 1
    where override_id = ${id} returning ${columns}`.execute(query);
  const [row] = rows;
  if (!row) throw new Error("the override is gone");
  return row;
}

export async function deleteOverrideRow(query: Query, id: number): Promise<void> {
  await sql`delete from oncall_override where override_id = ${id}`.execute(query);
}
