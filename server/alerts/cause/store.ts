import { type Kysely, sql } from "kysely";
import type { OwnKind } from "../contract.ts";

type Query = Kysely<Record<never, never>>;

/** The integration of each kind of ours. */
export async function readOwn(query: Query): Promise<ReadonlyMap<OwnKind, { integrationId: number; name: string }>> {
  const { rows } = await sql<{ kind: OwnKind; integrationId: number; name: string }>`
    select kind, integration_id as "integrationId", name from integration where key_hash is null`.execute(query);
  return new Map(rows.map(({ kind, ...own }) => [kind, own]));
}

/** Holds the alerts of these keys that are not resolved, in the order of their numbers. */
export async function holdOpenAlerts(
  query: Query,
  keys: readonly { integrationId: number; dedupKey: string }[],
): Promise<void> {
  await sql`
    select 1 from alert a
    where a.state <> 'resolved' and (a.integration_id, a.dedup_key) in (
      select * from unnest(${keys.map(({ integrationId }) => integrationId)}::int[],
                           ${keys.map(({ dedupKey }) => dedupKey)}::text[]))
    order by a.number for update of a`.execute(query);
}

/** Which conditions of a kind of ours stand, by the beginning of their keys. */
export async function readConditions(query: Query, kind: OwnKind, beginning: string): Promise<string[]> {
  const { rows } = await sql<{ key: string }>`
    select key from alert_condition where kind = ${kind} and starts_with(key, ${beginning}) order by key`.execute(
    query,
  );
  return rows.map(({ key }) => key);
}

/** False when it stands already, also when another transaction just said so. */
export async function startCondition(
  query: Query,
  condition: { kind: OwnKind; key: string; at: number },
): Promise<boolean> {
  const { rows } = await sql`
    insert into alert_condition (kind, key, since)
    values (${condition.kind}, ${condition.key}, ${new Date(condition.at)})
    on conflict do nothing returning key`.execute(query);
  return rows.length > 0;
}

/** False when it does not stand. */
export async function endCondition(query: Query, kind: OwnKind, key: string): Promise<boolean> {
  const { rows } = await sql`
    delete from alert_condition where kind = ${kind} and key = ${key} returning key`.execute(query);
  return rows.length > 0;
}

/** What of ours an open alert is about; undefined for those of other systems. */
export async function findOpenCause(
  query: Query,
  alertId: string,
): Promise<{ kind: OwnKind; dedupKey: string } | undefined> {
  const { rows } = await sql<{ kind: OwnKind; dedupKey: string }>`
    select i.kind, a.dedup_key as "dedupKey" from alert a join integration i using (integration_id)
    where a.alert_id = ${alertId} and a.state = 'open' and i.key_hash is null`.execute(query);
  return rows[0];
}
