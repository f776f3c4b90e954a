import { type Kysely, sql } from "kysely";
import { epochMs } from "../../database/epoch.ts";
import type { SourceOutage } from "../contract.ts";

type Query = Kysely<Record<never, never>>;

/** Ends what is over: with the first event after the silence, or with the source; answers whose ended now. */
export async function endOutages(query: Query): Promise<number[]> {
  const { rows } = await sql<{ sourceId: number }>`
    update source_outage o set ended_at = e.at
    from source_outage open cross join lateral (
      select coalesce(
        (select min(b.newest_event) from intake_batch b
         where b.source_id = open.source_id and b.newest_event > open.began_at),
        (select revoked_at from source s where s.source_id = open.source_id)) as at) e
    where o.source_id = open.source_id and o.began_at = open.began_at and o.ended_at is null and e.at is not null
    returning o.source_id as "sourceId"`.execute(query);
  return rows.map(({ sourceId }) => sourceId);
}

/** Forgets what was shorter: events that were sent later have filled the gap. */
export async function forgetOutagesUnder(query: Query, milliseconds: number): Promise<void> {
  await sql`
    delete from source_outage where ended_at < began_at + ${milliseconds} * interval '1 millisecond'`.execute(query);
}

/** A silence by the newest event before it, epoch ms. */
export interface Silence {
  sourceId: number;
  newestEvent: number;
}

/** Writes silences down; known ones stay as they are. Answers which are new. */
export async function beginOutages(query: Query, silent: readonly Silence[]): Promise<Silence[]> {
  if (silent.length === 0) return [];
  const values = silent.map(
    ({ sourceId, newestEvent }) => sql`(${sourceId}::int, ${new Date(newestEvent)}::timestamptz)`,
  );
  const { rows } = await sql<Silence>`
    insert into source_outage (source_id, began_at) values ${sql.join(values)}
    on conflict (source_id, began_at) do nothing
    returning source_id as "sourceId", ${epochMs("began_at")} as "newestEvent"`.execute(query);
  return rows;
}

/** Outages that touch a window, epoch ms, newest first, at most 200. */
export async function selectOutages(query: Query, from: number, to: number): Promise<SourceOutage[]> {
  const { rows } = await sql<SourceOutage>`
    select o.source_id as "sourceId", s.name as "sourceName", ${epochMs("o.began_at")} as "beganAt",
           ${epochMs("o.ended_at")} as "endedAt"
    from source_outage o join source s using (source_id)
    where o.began_at < ${new Date(to)} and coalesce(o.ended_at, 'infinity') >= ${new Date(from)}
    order by o.began_at desc, o.source_id limit 200`.execute(query);
  return rows;
}
