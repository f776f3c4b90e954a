import { type Kysely, sql } from "kysely";
import { epochMs } from "../../database/epoch.ts";
import { type AlertState, type Severity, severities } from "../contract.ts";
import type { Matcher, Silence } from "./contract.ts";
import { type Silenceable, type SilenceSpan, silencedUntil } from "./rules.ts";

type Query = Kysely<Record<never, never>>;

interface SilenceRow {
  id: number;
  integrationId: number | null;
  integration: string | null;
  severity: Severity | null;
  text: string | null;
  dedupKeyPrefix: string | null;
  from: number;
  to: number;
  reason: string;
  ownerId: string;
  owner: string;
  createdAt: number;
  endedAt: number | null;
  endedBy: string | null;
}

const columns = sql`
  s.silence_id as id, s.integration_id as "integrationId", i.name as integration, s.severity, s.matched_text as text,
  s.dedup_key_prefix as "dedupKeyPrefix", ${epochMs("s.starts_at")} as "from", ${epochMs("s.ends_at")} as "to", s.reason,
  s.owner_id as "ownerId", s.owner_name as owner, ${epochMs("s.created_at")} as "createdAt",
  ${epochMs("s.ended_at")} as "endedAt", s.ended_by_name as "endedBy"`;

function toSilence({
  integrationId,
  severity,
  text,
  dedupKeyPrefix,
  ownerId,
  owner,
  endedAt,
  endedBy,
  ...row
}: SilenceRow) {
  const { id, integration, from, to, reason, createdAt } = row;
  const silence: Silence = {
    ...{ id, integration, from, to, reason, createdAt },
    matcher: { integrationId, severity, text, dedupKeyPrefix },
    owner: { personId: ownerId, name: owner },
    ended: endedAt === null ? null : { at: endedAt, by: endedBy ?? "" },
  };
  return silence;
}

/** Silences are made one after the other, and none while the alerts that one holds are looked for. */
export async function lockSilences(query: Query): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('alert_silence'))`.execute(query);
}

export async function insertSilence(
  query: Query,
  silence: { matcher: Matcher; from: number; to: number; reason: string; ownerId: string; owner: string; at: number },
): Promise<Silence> {
  const { integrationId, severity, text, dedupKeyPrefix } = silence.matcher;
  const { rows } = await sql<SilenceRow>`
    with s as (
      insert into alert_silence (integration_id, severity, matched_text, dedup_key_prefix, starts_at, ends_at, reason,
                                 owner_id, owner_name, created_at)
      values (${integrationId}, ${severity}, ${text}, ${dedupKeyPrefix}, ${new Date(silence.from)},
              ${new Date(silence.to)}, ${silence.reason}, ${silence.ownerId}, ${silence.owner}, ${new Date(silence.at)})
      returning *)
    select ${columns} from s left join integration i using (integration_id)`.execute(query);
  const [row] = rows;
  if (!row) throw new Error("a silence that was inserted is gone");
  return toSilence(row);
}

/** Ends a silence before its time; `undefined` when it is over, or there is none. */
export async function endUnfinished(
  query: Query,
  id: number,
  by: { at: number; id: string; name: string },
): Promise<Silence | undefined> {
  const { rows } = await sql<SilenceRow>`
    with s as (
      update alert_silence set ended_at = ${new Date(by.at)}, ended_by_id = ${by.id}, ended_by_name = ${by.name}
      where silence_id = ${id} and ended_at is null and ends_at > ${new Date(by.at)} returning *)
    select ${columns} from s left join integration i using (integration_id)`.execute(query);
  return rows[0] && toSilence(rows[0]);
}

export async function findSilence(query: Query, id: number): Promise<Silence | undefined> {
  const { rows } = await sql<SilenceRow>`
    select ${columns} from alert_silence s left join integration i using (integration_id)
    where s.silence_id = ${id}`.execute(query);
  return rows[0] && toSilence(rows[0]);
}

/** Those that have not ended at `at`, the first to end first. */
export async function selectUnfinished(query: Query, at: number): Promise<Silence[]> {
  const { rows } = await sql<SilenceRow>`
    select ${columns} from alert_silence s left join integration i using (integration_id)
    where s.ended_at is null and s.ends_at > ${new Date(at)} order by s.ends_at, s.silence_id`.execute(query);
  return rows.map(toSilence);
}

/** Those that have ended, the last to end first. */
export async function selectPast(query: Query, at: number, limit: number): Promise<Silence[]> {
  const { rows } = await sql<SilenceRow>`
    select ${columns} from alert_silence s left join integration i using (integration_id)
    where s.ended_at is not null or s.ends_at <= ${new Date(at)}
    order by coalesce(s.ended_at, s.ends_at) desc, s.silence_id desc limit ${limit}`.execute(query);
  return rows.map(toSilence);
}

/** An alert as matchers look at it. */
export interface Candidate extends Silenceable {
  alertId: string;
  number: string;
}

/** Alerts in these states, worst first, then newest; or of these ids, where they are given. */
export async function selectCandidates(
  query: Query,
  of: { states: readonly AlertState[] } | { alertIds: readonly string[] },
): Promise<Candidate[]> {
  const wanted = "states" in of ? sql`state = any(${of.states}::text[])` : sql`alert_id = any(${of.alertIds}::uuid[])`;
  const { rows } = await sql<Omit<Candidate, "number"> & { number: number }>`
    select alert_id as "alertId", number, integration_id as "integrationId", severity, summary, source,
           dedup_key as "dedupKey"
    from alert where ${wanted}
    order by array_position(${severities}::text[], severity), number desc`.execute(query);
  return rows.map(({ number, ...row }) => ({ ...row, number: `A-${number}` }));
}

export async function selectIntegrations(query: Query): Promise<{ id: number; name: string }[]> {
  const { rows } = await sql<{ id: number; name: string }>`
    select integration_id as id, name from integration where revoked_at is null order by lower(name)`.execute(query);
  return rows;
}

/** Of these alerts those that page nobody at an instant, and until when (epoch ms). One read for all. */
export async function readSilencedAlerts(
  query: Query,
  alertIds: readonly string[],
  at: number,
): Promise<Map<string, number>> {
  const silences: readonly SilenceSpan[] = alertIds.length === 0 ? [] : await selectUnfinished(query, at);
  if (silences.length === 0) return new Map();
  const alerts = await selectCandidates(query, { alertIds });
  return new Map(
    alerts.flatMap((alert) => {
      const until = silencedUntil(silences, alert, at);
      return until === null ? [] : [[alert.alertId, until]];
    }),
  );
}

/** Until when an alert pages nobody, epoch ms; null when it does. */
export async function readSilencedUntil(query: Query, alert: { id: string }, at: number): Promise<number | null> {
  return (await readSilencedAlerts(query, [alert.id], at)).get(alert.id) ?? null;
}
