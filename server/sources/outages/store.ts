import { type Kysely, sql } from "kysely";
import { epochMs } from "../../database/epoch.ts";
import type { SourceOutage } from "../contract.ts";

type Query = Kysely<Record<never, never>>;

/** Ends what is over: with the first event after the silence, or with the source; answers nothing. */
export async function endOutages(query: Query): Promise<void> {
  await sql`
    update source_outage o
    set ended_at = coalesce(
      (select min(b.newest_event) from intake_batch b where b.source_id = o.source_id and b.newest_event > o.began_at),
      (select revoked_at from source s where s.source_id = o.source_id))
    where ended_at is null`.execute(query);
}

/** Forgets what was shorter: events that were sent later have filled the gap. */
export async function forgetOutagesUnder(query: Query, milliseconds: number): Promise<void> {
  await sql`
    delete from source_outage where ended_at < began_at + ${milliseconds} * interval '1 millisecond'`.execute(query);
}

/** Writes silences down by the newest event before each, epoch ms; known ones stay as they are. */
export async function beginOutages(
  query: Query,
  silent: readonly { sourceId: number; newestEvent: number }[],
): Promise<void> {
  if (silent.length === 0) return;
  const values = silent.map(
    ({ sourceId, newestEvent }) => sql`(${sourceId}::int, ${new Date(newestEvent)}::timestamptz)`,
  );
  await sql`
    insert into source_outage (source_id, began_at) values ${sql.join(values)}
    on conflict (source_id, began_at) do nothing`.execute(query);
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
