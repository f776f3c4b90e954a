import { type Kysely, sql } from "kysely";
import type { ResponseTimes } from "./contract.ts";

type Query = Kysely<Record<never, never>>;

interface ResponseRow {
  integrationId: number | null;
  integration: string | null;
  alerts: number;
  acknowledged: number;
  acknowledgedMean: number | null;
  acknowledgedMedian: number | null;
  resolved: number;
  resolvedMean: number | null;
  resolvedMedian: number | null;
  neverAcknowledged: number;
  waiting: number;
}

/** Of the alerts triggered from `from` until before `to` (epoch ms): each integration by name, then all together. */
export async function readResponseTimes(
  query: Query,
  { from, to }: { from: number; to: number },
): Promise<ResponseTimes[]> {
  const { rows } = await sql<ResponseRow>`
    with taken as (
      select a.integration_id, a.triggered_at, a.resolved_at,
             (select min(e.at) from alert_event e where e.alert_id = a.alert_id and e.kind = 'acknowledged') as first_at
      from alert a where a.triggered_at >= ${new Date(from)} and a.triggered_at < ${new Date(to)}),
    measured as (
      select integration_id,
             (extract(epoch from first_at - triggered_at) * 1000)::float8 as acknowledge_ms,
             (extract(epoch from resolved_at - triggered_at) * 1000)::float8 as resolve_ms
      from taken)
    select integration_id as "integrationId", case when grouping(integration_id) = 0 then max(i.name) end as integration, count(*) as alerts,
           count(acknowledge_ms) as acknowledged, avg(acknowledge_ms) as "acknowledgedMean",
           percentile_cont(0.5) within group (order by acknowledge_ms) as "acknowledgedMedian",
           count(resolve_ms) as resolved, avg(resolve_ms) as "resolvedMean",
           percentile_cont(0.5) within group (order by resolve_ms) as "resolvedMedian",
           count(*) filter (where acknowledge_ms is null and resolve_ms is not null) as "neverAcknowledged",
           count(*) filter (where acknowledge_ms is null and resolve_ms is null) as waiting
    from measured join integration i using (integration_id)
    group by grouping sets ((integration_id), ())
    order by grouping(integration_id), lower(max(i.name)), integration_id`.execute(query);
  return rows.map((row) => ({
    integrationId: row.integrationId,
    integration: row.integration,
    alerts: row.alerts,
    acknowledged: { count: row.acknowledged, meanMs: row.acknowledgedMean, medianMs: row.acknowledgedMedian },
    resolved: { count: row.resolved, meanMs: row.resolvedMean, medianMs: row.resolvedMedian },
    neverAcknowledged: row.neverAcknowledged,
    waiting: row.waiting,
  }));
}
