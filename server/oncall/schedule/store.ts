import { type Kysely, sql } from "kysely";
import { epochMs } from "../../database/epoch.ts";
import type { Schedule, ScheduleDefinition } from "./contract.ts";

export type Query = Kysely<Record<never, never>>;

const columns = sql`
  schedule_id as id, name, zone, rotations, version, ${epochMs("changed_at")} as "changedAt", changed_by as "changedBy"`;

/** One at a time changes schedules and policies, so that what one rests on is not taken away beneath it. */
export async function lockConfiguration(query: Query): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('watchfloor on-call'))`.execute(query);
}

/** All schedules, by name. */
export async function selectSchedules(query: Query): Promise<Schedule[]> {
  const { rows } = await sql<Schedule>`
    select ${columns} from oncall_schedule order by lower(name), schedule_id`.execute(query);
  return rows;
}

export async function selectSchedule(query: Query, id: number): Promise<Schedule | undefined> {
  const { rows } = await sql<Schedule>`select ${columns} from oncall_schedule where schedule_id = ${id}`.execute(query);
  return rows[0];
}

/** True when another schedule has the name, in whatever case. */
export async function scheduleNameIsTaken(query: Query, name: string, except: number): Promise<boolean> {
  const { rows } = await sql`
    select from oncall_schedule where lower(name) = lower(${name}) and schedule_id <> ${except}`.execute(query);
  return rows.length > 0;
}

export async function insertSchedule(
  query: Query,
  { name, zone, rotations }: ScheduleDefinition,
  by: { name: string; at: number },
): Promise<Schedule> {
  const { rows } = await sql<Schedule>`
    insert into oncall_schedule (name, zone, rotations, changed_at, changed_by)
    values (${name}, ${zone}, ${JSON.stringify(rotations)}, ${new Date(by.at)}, ${by.name})
    returning ${columns}`.execute(query);
  const [row] = rows;
  if (!row) throw new Error("the schedule was not stored");
  return row;
}

/** Writes over the version that was read; `undefined` when there is another by now, or none. */
export async function updateSchedule(
  query: Query,
  { id, version, name, zone, rotations }: ScheduleDefinition & { id: number; version: number },
  by: { name: string; at: number },
): Promise<Schedule | undefined> {
  const { rows } = await sql<Schedule>`
    update oncall_schedule
    set name = ${name}, zone = ${zone}, rotations = ${JSON.stringify(rotations)}, changed_at = ${new Date(by.at)},
        changed_by = ${by.name}, version = version + 1
    where schedule_id = ${id} and version = ${version} returning ${columns}`.execute(query);
  return rows[0];
}

/** Deletes the version that was read, its overrides and links with it; false when there is another by now, or none. */
export async function deleteScheduleRow(query: Query, id: number, version: number): Promise<boolean> {
  const { rows } = await sql`
    delete from oncall_schedule where schedule_id = ${id} and version = ${version} returning schedule_id`.execute(
    query,
  );
  return rows.length > 0;
}
