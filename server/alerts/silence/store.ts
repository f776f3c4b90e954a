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
  madeBy: string;
  endedAt: number | null;
  endedBy: string | null;
}

const columns = sql`
  s.silence_id as id, s.integration_id as "integrationId", i.name as integration, s.severity, s.matched_text as text,
  s.dedup_key_prefix as "dedupKeyPrefix", ${epochMs("s.starts_at")} as "from", ${epochMs("s.ends_at")} as "to", s.reason,
  s.owner_id as "ownerId", s.owner_name as owner, ${epochMs("s.created_at")} as "createdAt",
  coalesce(s.made_by_name, s.owner_name) as "madeBy",
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
  const { id, integration, from, to, reason, createdAt, madeBy } = row;
  const silence: Silence = {
    ...{ id, integration, from, to, reason, createdAt, madeBy },
    matcher: { integrationId, severity, text, dedupKeyPrefix },
    owner: { personId: ownerId, name: owner },
    ended: endedAt === null ? null : { at: endedAt, by: endedBy ?? "" },
  };
  return silence;
}

/**
 * Silences begin and end one after the other, and none while an alert is being triggered: each sees the other. Taken
 * before any alert is held.
 */
export async function lockSilences(query: Query): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('alert_silence'))`.execute(query);
}

/** False while another process lets silences begin and end: one of them is enough, and none may wait before it pages. */
export async function tryWatchSilences(query: Query): Promise<boolean> {
  const { rows } = await sql<{ watches: boolean }>`
    select pg_try_advisory_xact_lock(hashtext('alert_silence watch')) as watches`.execute(query);
  return rows[0]?.watches ?? false;
}

/** For whoever triggers alerts, side by side with others who do: no silence begins or ends before the commit. */
export async function holdSilences(query: Query): Promise<void> {
  await sql`select pg_advisory_xact_lock_shared(hashtext('alert_silence'))`.execute(query);
}

export async function insertSilence(
  query: Query,
  silence: {
    matcher: Matcher;
    from: number;
    to: number;
    reason: string;
    owner: Silence["owner"];
    madeBy: Silence["owner"];
    at: number;
  },
): Promise<Silence> {
  const { owner, madeBy } = silence;
  const begunAt = silence.from <= silence.at ? new Date(silence.at) : null;
  const { integrationId, severity, text, dedupKeyPrefix } = silence.matcher;
  const { rows } = await sql<SilenceRow>`
    with s as (
      insert into alert_silence (integration_id, severity, matched_text, dedup_key_prefix, starts_at, ends_at, reason,
                                 owner_id, owner_name, made_by_id, made_by_name, created_at, begun_at)
      values (${integrationId}, ${severity}, ${text}, ${dedupKeyPrefix}, ${new Date(silence.from)},
              ${new Date(silence.to)}, ${silence.reason}, ${owner.personId}, ${owner.name}, ${madeBy.personId},
              ${madeBy.name}, ${new Date(silence.at)}, ${begunAt})
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
      update alert_silence set ended_at = ${new Date(by.at)}, over_at = ${new Date(by.at)}, ended_by_id = ${by.id}, ended_by_name = ${by.name}
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

/** True when the time of a silence has come to begin, or is over and its alerts do not say so yet. */
export async function awaitsWatch(query: Query, at: number): Promise<boolean> {
  const now = new Date(at);
  const { rows } = await sql<{ awaits: boolean }>`
    select exists (select from alert_silence
                   where begun_at is null and ended_at is null and starts_at <= ${now} and ends_at > ${now})
        or exists (select from alert_silence
                   where begun_at is not null and over_at is null and ends_at <= ${now}) as awaits`.execute(query);
  return rows[0]?.awaits ?? false;
}

/** Lets those begin whose time has come. */
export async function beginDue(query: Query, at: number): Promise<Matcher[]> {
  const now = new Date(at);
  const { rows } = await sql<SilenceRow>`
    with s as (
      update alert_silence set begun_at = ${now}
      where begun_at is null and ended_at is null and starts_at <= ${now} and ends_at > ${now} returning *)
    select ${columns} from s left join integration i using (integration_id)`.execute(query);
  return rows.map((row) => toSilence(row).matcher);
}

/** Notes of those whose time is over that it is told now; which. */
export async function closeOver(query: Query, at: number): Promise<number[]> {
  const now = new Date(at);
  const { rows } = await sql<{ id: number }>`
    update alert_silence set over_at = ${now} where begun_at is not null and over_at is null and ends_at <= ${now}
    returning silence_id as id`.execute(query);
  return rows.map(({ id }) => id);
}

/** Alerts that these silences hold. */
export async function selectHeld(query: Query, silenceIds: readonly number[]): Promise<string[]> {
  if (silenceIds.length === 0) return [];
  const { rows } = await sql<{ alertId: string }>`
    select distinct alert_id as "alertId" from alert_silence_hold
    where silence_id = any(${silenceIds}::int[])`.execute(query);
  return rows.map(({ alertId }) => alertId);
}

/** A silence that has begun or holds some of the alerts that are asked for, and which of them. */
export interface Holding {
  silence: Silence;
  held: string[];
}

/** Silences that are on at `at`, and those that hold one of these alerts, the first to end first. */
export async function selectHoldings(query: Query, alertIds: readonly string[], at: number): Promise<Holding[]> {
  const { rows } = await sql<SilenceRow & { held: string[] }>`
    with h as (
      select silence_id, array_agg(alert_id) as held from alert_silence_hold
      where alert_id = any(${alertIds}::uuid[]) group by silence_id)
    select ${columns}, coalesce(h.held, '{}')::text[] as held
    from alert_silence s left join integration i using (integration_id) left join h using (silence_id)
    where s.silence_id in (
      select silence_id from h union all
      select silence_id from alert_silence where begun_at is not null and over_at is null and ends_at > ${new Date(at)})
    order by s.ends_at, s.silence_id`.execute(query);
  return rows.map(({ held, ...row }) => ({ silence: toSilence(row), held }));
}

/** One silence holds one alert. */
export interface Hold {
  silenceId: number;
  alertId: string;
}

export async function writeHolds(query: Query, { begun, over }: { begun: Hold[]; over: Hold[] }): Promise<void> {
  const rowsOf = (holds: readonly Hold[]) => sql`
    unnest(${holds.map(({ silenceId }) => silenceId)}::int[], ${holds.map(({ alertId }) => alertId)}::uuid[])`;
  if (begun.length > 0) {
    await sql`insert into alert_silence_hold (silence_id, alert_id) select * from ${rowsOf(begun)}`.execute(query);
  }
  if (over.length > 0) {
    await sql`
      delete from alert_silence_hold h using ${rowsOf(over)} as given (silence_id, alert_id)
      where h.silence_id = given.silence_id and h.alert_id = given.alert_id`.execute(query);
  }
}

/** What is over is held by nothing: a silence of days would otherwise end by looking at all that ever flapped. */
export async function dropHolds(query: Query, alertId: string): Promise<void> {
  await sql`delete from alert_silence_hold where alert_id = ${alertId}`.execute(query);
}

/** An alert as matchers look at it. */
export interface Candidate extends Silenceable {
  alertId: string;
  number: string;
  state: AlertState;
}

/** Alerts in these states, worst first, then newest; or of these ids, where they are given. */
export async function selectCandidates(
  query: Query,
  of: { states: readonly AlertState[] } | { alertIds: readonly string[] },
): Promise<Candidate[]> {
  const wanted = "states" in of ? sql`state = any(${of.states}::text[])` : sql`alert_id = any(${of.alertIds}::uuid[])`;
  const { rows } = await sql<Omit<Candidate, "number"> & { number: number }>`
    select alert_id as "alertId", number, integration_id as "integrationId", severity, summary, source,
           dedup_key as "dedupKey", state
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
