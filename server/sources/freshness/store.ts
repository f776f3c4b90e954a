import { type Kysely, sql } from "kysely";
import { epochMs } from "../../database/epoch.ts";
import type { Scope } from "../../kernel/actor.ts";
import type { LastDay } from "../contract.ts";

type Query = Kysely<Record<never, never>>;

/** A source with the event time of its newest event and what its keys come to; times in epoch milliseconds. */
export interface SourceRow {
  id: number;
  name: string;
  createdAt: number;
  revokedAt: number | null;
  revokedBy: string | null;
  newestEvent: number | null;
  /** It has a key, expired or not, with a scope that sends events: somebody may miss it. */
  sends: boolean;
  scopes: Scope[];
  activeKeys: number;
  nextExpiry: number | null;
}

/** All sources by name, the revoked ones last; keys as they are at `now`, epoch ms. */
export async function readSourceRows(query: Query, now: number): Promise<SourceRow[]> {
  const { rows } = await sql<SourceRow>`
    select s.source_id as id, s.name, ${epochMs("s.created_at")} as "createdAt",
           ${epochMs("s.revoked_at")} as "revokedAt", s.revoked_by as "revokedBy",
           ${epochMs("newest.newest_event")} as "newestEvent", coalesce(keys.sends, false) as sends,
           array(select distinct unnest(k.scopes) as scope from source_key k
                 where k.source_id = s.source_id and k.revoked_at is null
                   and (k.expires_at is null or k.expires_at > ${new Date(now)}) order by scope) as scopes,
           keys.active as "activeKeys", ${epochMs("keys.next_expiry")} as "nextExpiry"
    from source s
    left join lateral (
      select b.newest_event from intake_batch b
      where b.source_id = s.source_id and b.newest_event is not null
      order by b.newest_event desc limit 1
    ) newest on true
    cross join lateral (
      select count(*) filter (where active) as active,
             min(expires_at) filter (where active and replaced_by is null) as next_expiry,
             bool_or(scopes && array['statements', 'events']) as sends
      from (
        select *, expires_at is null or expires_at > ${new Date(now)} as active
        from source_key where source_id = s.source_id and revoked_at is null
      ) unrevoked
    ) keys
    order by s.revoked_at is not null, s.name`.execute(query);
  return rows;
}

/** Median gap between a source's batches, ms, within this UTC hour of day over the last 7 days; by source id. */
export async function readMedianGaps(query: Query, now: number): Promise<Map<number, number>> {
  const at = sql`${new Date(now)}::timestamptz`;
  const { rows } = await sql<{ source_id: number; median_gap_ms: number | null }>`
    select source_id, percentile_cont(0.5) within group (order by gap_ms) as median_gap_ms
    from (
      select b.source_id, extract(epoch from b.received_at - lag(b.received_at)
               over (partition by b.source_id, day.hour_start order by b.received_at))::float8 * 1000 as gap_ms
      from generate_series(0, 7) as days_ago
      cross join lateral (select date_trunc('hour', ${at}, 'UTC') - days_ago * interval '24 hours' as hour_start) day
      cross join source s
      join intake_batch b on b.source_id = s.source_id
        and b.received_at >= greatest(day.hour_start, ${at} - interval '7 days')
        and b.received_at < least(day.hour_start + interval '1 hour', ${at})
      where s.revoked_at is null
    ) gaps
    where gap_ms is not null group by source_id`.execute(query);
  return new Map(rows.map((row) => [row.source_id, row.median_gap_ms ?? 0]));
}

/** What each source's batches came to that were received in the 24 hours up to `now`, epoch ms; by source id. */
export async function readLastDays(query: Query, now: number): Promise<Map<number, LastDay>> {
  const kept = sql`filter (where voiding_id is null)`;
  const { rows } = await sql<LastDay & { id: number }>`
    select source_id as id,
           coalesce(sum(accepted) ${kept}, 0)::bigint as events,
           coalesce(sum(counted) ${kept}, 0)::bigint as counted,
           coalesce(sum(aggregates) ${kept}, 0)::bigint as aggregates,
           sum(duplicates)::bigint as duplicates, sum(rejected)::bigint as rejected,
           coalesce(sum(accepted) filter (where voiding_id is not null), 0)::bigint as voided
    from intake_batch
    where received_at > ${new Date(now - 86_400_000)} and received_at <= ${new Date(now)}
    group by source_id`.execute(query);
  return new Map(rows.map(({ id, ...lastDay }) => [id, lastDay]));
}
