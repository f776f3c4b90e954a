import { type Kysely, sql } from "kysely";
import { epochMs } from "../../database/epoch.ts";
import type { Integration, IntegrationKind } from "../contract.ts";

type Query = Kysely<Record<never, never>>;

/** A new integration's id; undefined when its name is taken. */
export async function insertIntegration(
  query: Query,
  given: {
    kind: IntegrationKind;
    name: string;
    policyId: number | null;
    keyHash: Buffer;
    at: number;
    by: string;
  },
): Promise<number | undefined> {
  const { rows } = await sql<{ id: number }>`
    insert into integration (kind, name, policy_id, key_hash, created_at, created_by)
    values (${given.kind}, ${given.name}, ${given.policyId}, ${given.keyHash}, ${new Date(given.at)}, ${given.by})
    on conflict (lower(name)) where revoked_at is null do nothing returning integration_id as id`.execute(query);
  return rows[0]?.id;
}

export async function findByKeyHash(
  query: Query,
  keyHash: Buffer,
): Promise<{ id: number; kind: IntegrationKind; name: string } | undefined> {
  const { rows } = await sql<{ id: number; kind: IntegrationKind; name: string }>`
    select integration_id as id, kind, name from integration
    where key_hash = ${keyHash} and revoked_at is null`.execute(query);
  return rows[0];
}

export async function findIntegration(
  query: Query,
  id: number,
): Promise<{ name: string; own: boolean; revokedAt: Date | null; revokedBy: string | null } | undefined> {
  const { rows } = await sql<{ name: string; own: boolean; revokedAt: Date | null; revokedBy: string | null }>`
    select name, key_hash is null as own, revoked_at as "revokedAt", revoked_by as "revokedBy" from integration
    where integration_id = ${id}`.execute(query);
  return rows[0];
}

/** Its name when it is revoked now; undefined when there is none, it was revoked before, or it is one of ours. */
export async function revokeRow(
  query: Query,
  id: number,
  by: { at: number; name: string },
): Promise<string | undefined> {
  const { rows } = await sql<{ name: string }>`
    update integration set revoked_at = ${new Date(by.at)}, revoked_by = ${by.name}
    where integration_id = ${id} and revoked_at is null and key_hash is not null returning name`.execute(query);
  return rows[0]?.name;
}

/** Every integration: those in use by name, ours first, then what was revoked, newest first. `since`: of the events counted. */
export async function selectIntegrations(query: Query, since: number): Promise<Integration[]> {
  const { rows } = await sql<Omit<Integration, "revoked"> & { revokedAt: number | null; revokedBy: string | null }>`
    with today as (
      select a.integration_id, count(*) as events, max(e.at) as last
      from alert_event e join alert a using (alert_id)
      where e.at >= ${new Date(since)} and e.kind in ('triggered', 'joined') group by 1),
    standing as (select integration_id, count(*) as alerts from alert where state <> 'resolved' group by 1)
    select i.integration_id as id, i.kind, i.name, i.policy_id as "policyId", i.grouping,
      i.grouping_minutes as "groupingMinutes", ${epochMs("i.created_at")} as "createdAt", i.created_by as "createdBy",
      ${epochMs("i.revoked_at")} as "revokedAt", i.revoked_by as "revokedBy",
      ${epochMs("greatest(t.last, n.last_event_at)")} as "lastEventAt",
      coalesce(t.events, 0) as "eventsADay", coalesce(s.alerts, 0) as unresolved
    from integration i left join today t using (integration_id) left join standing s using (integration_id)
    left join lateral (
      select last_event_at from alert a where a.integration_id = i.integration_id order by number desc limit 1) n on true
    order by i.revoked_at desc nulls first, i.key_hash is not null, lower(i.name)`.execute(query);
  return rows.map(({ revokedAt, revokedBy, ...row }) => ({
    ...row,
    revoked: revokedAt === null ? null : { at: revokedAt, by: revokedBy ?? "" },
  }));
}
