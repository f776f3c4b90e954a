import { type Kysely, sql } from "kysely";
import type { Actor } from "../kernel/actor.ts";
import { describeActor } from "../kernel/actor.ts";
import {
  type Alert,
  type AlertDetails,
  type AlertEvent,
  type AlertState,
  type EntryKind,
  type Severity,
  type Signal,
  severities,
  type TimelineEntry,
  type WaitingAlerts,
} from "./contract.ts";

type Query = Kysely<Record<never, never>>;

interface AlertRow {
  alert_id: string;
  number: number;
  integration_name: string;
  dedup_key: string;
  state: AlertState;
  severity: Severity;
  summary: string;
  source: string;
  events: number;
  triggered_at: Date;
  last_event_at: Date;
  acknowledged_at: Date | null;
  acknowledged_by_name: string | null;
  resolved_at: Date | null;
  resolved_by_name: string | null;
  snoozed_until: Date | null;
  assignee_id: string | null;
  assignee_name: string | null;
  version: number;
}

const columns = sql`
  a.alert_id, a.number, i.name as integration_name, a.dedup_key, a.state, a.severity, a.summary, a.source, a.events,
  a.triggered_at, a.last_event_at, a.acknowledged_at, a.acknowledged_by_name, a.resolved_at, a.resolved_by_name,
  a.snoozed_until, a.assignee_id, a.assignee_name, a.version`;

const deed = (at: Date | null, by: string | null) => (at === null ? null : { at: at.getTime(), by: by ?? "" });

function toAlert(row: AlertRow): Alert {
  return {
    id: row.alert_id,
    number: `A-${row.number}`,
    integration: row.integration_name,
    dedupKey: row.dedup_key,
    state: row.state,
    severity: row.severity,
    summary: row.summary,
    source: row.source,
    events: row.events,
    triggeredAt: row.triggered_at.getTime(),
    lastEventAt: row.last_event_at.getTime(),
    acknowledged: deed(row.acknowledged_at, row.acknowledged_by_name),
    resolved: deed(row.resolved_at, row.resolved_by_name),
    snoozedUntil: row.snoozed_until?.getTime() ?? null,
    assignee:
      row.assignee_id === null ? null : { personId: row.assignee_id, name: row.assignee_name ?? row.assignee_id },
    version: row.version,
  };
}

/** The alert after a change of it, if its conditions held. */
async function changed(query: Query, change: ReturnType<typeof sql>): Promise<Alert | undefined> {
  const { rows } = await sql<AlertRow>`
    with a as (${change} returning *)
    select ${columns} from a join integration i using (integration_id)`.execute(query);
  return rows[0] && toAlert(rows[0]);
}

export async function findAlert(query: Query, alertId: string): Promise<Alert | undefined> {
  const { rows } = await sql<AlertRow>`
    select ${columns} from alert a join integration i using (integration_id)
    where a.alert_id = ${alertId}`.execute(query);
  return rows[0] && toAlert(rows[0]);
}

export async function findAlertId(query: Query, number: number): Promise<string | undefined> {
  const { rows } = await sql<{ alert_id: string }>`select alert_id from alert where number = ${number}`.execute(query);
  return rows[0]?.alert_id;
}

export async function readDetails(query: Query, alertId: string): Promise<AlertDetails> {
  const { rows } = await sql<{ details: AlertDetails }>`
    select details from alert where alert_id = ${alertId}`.execute(query);
  return rows[0]?.details ?? {};
}

/** The alert of a key that is not resolved, held until the end of the transaction. */
export async function lockOpenAlert(query: Query, integrationId: number, dedupKey: string): Promise<Alert | undefined> {
  const { rows } = await sql<AlertRow>`
    select ${columns} from alert a join integration i using (integration_id)
    where a.integration_id = ${integrationId} and a.dedup_key = ${dedupKey} and a.state <> 'resolved'
    for update of a`.execute(query);
  return rows[0] && toAlert(rows[0]);
}

/** An alert that is not resolved, held until the end of the transaction. */
export async function lockUnresolved(query: Query, alertId: string): Promise<Alert | undefined> {
  const { rows } = await sql<AlertRow>`
    select ${columns} from alert a join integration i using (integration_id)
    where a.alert_id = ${alertId} and a.state <> 'resolved' for update of a`.execute(query);
  return rows[0] && toAlert(rows[0]);
}

/** Holds alerts until the end of the transaction, in whatever state they are: in one order, as everywhere. */
export async function lockAlerts(query: Query, alertIds: readonly string[]): Promise<void> {
  if (alertIds.length === 0) return;
  await sql`
    select from alert where alert_id = any(${alertIds}::uuid[]) order by alert_id for update`.execute(query);
}

/** Holds an alert until the end of the transaction, in whatever state it is. */
export async function lockAlert(query: Query, alertId: string): Promise<void> {
  await sql`select from alert where alert_id = ${alertId} for update`.execute(query);
}

/** Opens an alert; `undefined` when its key has one that is not resolved, also when another transaction just won. */
export function insertAlert(
  query: Query,
  alert: { alertId: string; integrationId: number; at: number } & Omit<Signal, "repairs">,
): Promise<Alert | undefined> {
  const at = new Date(alert.at);
  return changed(
    query,
    sql`
      insert into alert (alert_id, number, integration_id, dedup_key, state, severity, summary, source, details, events,
                         triggered_at, last_event_at, version)
      values (${alert.alertId}, nextval('alert_number'), ${alert.integrationId}, ${alert.dedupKey}, 'open',
              ${alert.severity}, ${alert.summary}, ${alert.source}, ${JSON.stringify(alert.details)}, 1, ${at}, ${at}, 1)
      on conflict (integration_id, dedup_key) where state <> 'resolved' do nothing`,
  );
}

/** Counts one more event of an alert, with what it said last. */
export function joinAlert(
  query: Query,
  alertId: string,
  event: { severity: Severity; details: AlertDetails; at: number },
): Promise<Alert | undefined> {
  return changed(
    query,
    sql`
      update alert set events = events + 1, version = version + 1, severity = ${event.severity},
        details = ${JSON.stringify(event.details)}, last_event_at = ${new Date(event.at)}
      where alert_id = ${alertId}`,
  );
}

interface By {
  at: number;
  actor: Actor;
}

/** Acknowledges an open alert; `undefined` when somebody has, or it is resolved, or there is none. */
export function acknowledgeOpen(query: Query, alertId: string, { at, actor }: By): Promise<Alert | undefined> {
  const { id, name } = describeActor(actor);
  return changed(
    query,
    sql`
      update alert set state = 'acknowledged', acknowledged_at = ${new Date(at)}, acknowledged_by_id = ${id},
        acknowledged_by_name = ${name}, version = version + 1
      where alert_id = ${alertId} and state = 'open'`,
  );
}

/** Opens again what somebody had taken; `undefined` when it is resolved, or there is none. */
export function reopenUnresolved(query: Query, alertId: string): Promise<Alert | undefined> {
  return changed(
    query,
    sql`
      update alert set state = 'open', acknowledged_at = null, acknowledged_by_id = null, acknowledged_by_name = null,
        snoozed_until = null, version = version + 1
      where alert_id = ${alertId} and state <> 'resolved'`,
  );
}

/** Resolves an alert; `undefined` when it is resolved, or there is none. */
export function resolveUnresolved(query: Query, alertId: string, { at, actor }: By): Promise<Alert | undefined> {
  const { id, name } = describeActor(actor);
  return changed(
    query,
    sql`
      update alert set state = 'resolved', resolved_at = ${new Date(at)}, resolved_by_id = ${id},
        resolved_by_name = ${name}, snoozed_until = null, version = version + 1
      where alert_id = ${alertId} and state <> 'resolved'`,
  );
}

export function snoozeUnresolved(query: Query, alertId: string, until: number): Promise<Alert | undefined> {
  return changed(
    query,
    sql`
      update alert set snoozed_until = ${new Date(until)}, version = version + 1
      where alert_id = ${alertId} and state <> 'resolved'`,
  );
}

export function assignUnresolved(
  query: Query,
  alertId: string,
  person: { personId: string; name: string } | null,
): Promise<Alert | undefined> {
  return changed(
    query,
    sql`
      update alert set assignee_id = ${person?.personId ?? null}, assignee_name = ${person?.name ?? null},
        version = version + 1
      where alert_id = ${alertId} and state <> 'resolved'`,
  );
}

/** Makes room for one more entry of the timeline; also of an alert that is resolved. */
export function countEntries(query: Query, alertId: string, entries = 1): Promise<Alert | undefined> {
  return changed(query, sql`update alert set version = version + ${entries} where alert_id = ${alertId}`);
}

/** What is put on an alert's timeline. */
export interface NewEntry {
  kind: EntryKind;
  at: number;
  actor: Actor;
  detail?: TimelineEntry["detail"];
}

/**
 * Appends to the timeline of an alert, as the entries that its version numbers last, and to the stream under the next
 * cursors. The lock is held to the commit, so cursors have no gaps and become visible in order: call it last in a
 * transaction.
 */
export function appendEvents(query: Query, alert: Alert, entries: readonly NewEntry[]): Promise<void> {
  return insertEvents(query, numbered(alert.id, alert.version, entries));
}

interface Numbered extends NewEntry {
  alertId: string;
  sequence: number;
}

/** `version`: the number of the last of them. */
const numbered = (alertId: string, version: number, entries: readonly NewEntry[]): Numbered[] =>
  entries.map((entry, place) => ({ ...entry, alertId, sequence: version - entries.length + place + 1 }));

async function insertEvents(query: Query, entries: readonly Numbered[]): Promise<void> {
  const by = entries.map(({ actor }) => describeActor(actor));
  await sql`select pg_advisory_xact_lock(hashtext('alert_event'))`.execute(query);
  await sql`
    insert into alert_event (cursor, alert_id, sequence, kind, at, by_kind, by_id, by_name, detail)
    select (select coalesce(max(cursor), 0) from alert_event) + place, alert_id, sequence, kind, at, by_kind, by_id,
           by_name, detail
    from unnest(${entries.map(({ alertId }) => alertId)}::uuid[], ${entries.map(({ sequence }) => sequence)}::int[],
                ${entries.map(({ kind }) => kind)}::text[], ${entries.map(({ at }) => new Date(at))}::timestamptz[],
                ${by.map(({ kind }) => kind)}::text[], ${by.map(({ id }) => id)}::text[],
                ${by.map(({ name }) => name)}::text[],
                ${entries.map(({ detail = {} }) => JSON.stringify(detail))}::jsonb[])
         with ordinality
           as given (alert_id, sequence, kind, at, by_kind, by_id, by_name, detail, place)`.execute(query);
}

/** Numbers the entries of many alerts, which are held, and appends them all: last in a transaction. */
export async function appendToEach(query: Query, entries: ReadonlyMap<string, readonly NewEntry[]>): Promise<void> {
  const given = [...entries].filter(([, of]) => of.length > 0);
  if (given.length === 0) return;
  const { rows } = await sql<{ alertId: string; version: number }>`
    update alert a set version = a.version + given.entries
    from unnest(${given.map(([alertId]) => alertId)}::uuid[], ${given.map(([, of]) => of.length)}::int[])
           as given (alert_id, entries)
    where a.alert_id = given.alert_id returning a.alert_id as "alertId", a.version`.execute(query);
  const versions = new Map(rows.map(({ alertId, version }) => [alertId, version]));
  const all = given.flatMap(([alertId, of]) => numbered(alertId, versions.get(alertId) ?? 0, of));
  await insertEvents(query, all);
}

/** Appends one entry, as the one that the alert's version numbers. */
export function appendEvent(query: Query, alert: Alert, entry: NewEntry): Promise<void> {
  return appendEvents(query, alert, [entry]);
}

/** Numbers entries and appends them, as the last thing in a transaction that changes nothing else of the alert. */
export async function appendEntries(query: Query, alertId: string, entries: readonly NewEntry[]): Promise<Alert> {
  const alert = await countEntries(query, alertId, entries.length);
  if (!alert) throw new Error("an alert that was held is gone");
  await appendEvents(query, alert, entries);
  return alert;
}

/** The newest cursor; 0 before the first event. */
export async function readLastCursor(query: Query): Promise<number> {
  const { rows } = await sql<{ cursor: number }>`
    select coalesce(max(cursor), 0) as cursor from alert_event`.execute(query);
  return rows[0]?.cursor ?? 0;
}

interface EntryRow {
  sequence: number;
  kind: EntryKind;
  at: Date;
  by_kind: TimelineEntry["by"]["kind"];
  by_name: string;
  detail: TimelineEntry["detail"];
}

const toEntry = (row: EntryRow): TimelineEntry => ({
  sequence: row.sequence,
  kind: row.kind,
  at: row.at.getTime(),
  by: { kind: row.by_kind, name: row.by_name },
  detail: row.detail,
});

/** Events after a cursor in order, at most `limit`, each with its alert as it is now. */
export async function readEventsAfter(query: Query, after: number, limit: number): Promise<AlertEvent[]> {
  const { rows } = await sql<EntryRow & AlertRow & { cursor: number }>`
    select e.cursor, e.sequence, e.kind, e.at, e.by_kind, e.by_name, e.detail, ${columns}
    from alert_event e join alert a using (alert_id) join integration i using (integration_id)
    where e.cursor > ${after} order by e.cursor limit ${limit}`.execute(query);
  return rows.map((row) => ({ cursor: row.cursor, entry: toEntry(row), alert: toAlert(row) }));
}

/** The newest entries of an alert, newest first. */
export async function readTimeline(query: Query, alertId: string, limit: number): Promise<TimelineEntry[]> {
  const { rows } = await sql<EntryRow>`
    select sequence, kind, at, by_kind, by_name, detail from alert_event
    where alert_id = ${alertId} order by sequence desc limit ${limit}`.execute(query);
  return rows.map(toEntry);
}

/** Alerts in one state, or in any, newest first, below a number. */
export async function readNewest(
  query: Query,
  { state, below, limit }: { state?: AlertState | undefined; below?: number | undefined; limit: number },
): Promise<Alert[]> {
  const inState = state === undefined ? sql`true` : sql`a.state = ${state}`;
  const older = below === undefined ? sql`true` : sql`a.number < ${below}`;
  const { rows } = await sql<AlertRow>`
    select ${columns} from alert a join integration i using (integration_id)
    where ${inState} and ${older} order by a.number desc limit ${limit}`.execute(query);
  return rows.map(toAlert);
}

/** Alerts that are not resolved: worst first, then newest, at most `limit` of each state. */
export async function readUnresolved(query: Query, limit: number): Promise<Alert[]> {
  const of = (state: AlertState) => sql`
    (select ${columns} from alert a join integration i using (integration_id) where a.state = ${state}
     order by array_position(${severities}::text[], a.severity), a.number desc limit ${limit})`;
  const { rows } = await sql<AlertRow>`${of("open")} union all ${of("acknowledged")}`.execute(query);
  return rows.map(toAlert);
}

/** Those resolved last, newest first. */
export async function readResolved(query: Query, limit: number): Promise<Alert[]> {
  const { rows } = await sql<AlertRow>`
    select ${columns} from alert a join integration i using (integration_id)
    where a.state = 'resolved' order by a.resolved_at desc, a.number desc limit ${limit}`.execute(query);
  return rows.map(toAlert);
}

/** Open alerts that do not rest at `now`: how many, and the worst, of equals the newest. */
export async function readWaiting(query: Query, now: number): Promise<Omit<WaitingAlerts, "silences">> {
  const { rows } = await sql<{ open: number; number: number; severity: Severity; summary: string }>`
    select count(*) over () as open, number, severity, summary from alert
    where state = 'open' and (snoozed_until is null or snoozed_until <= ${new Date(now)})
    order by array_position(${severities}::text[], severity), number desc limit 1`.execute(query);
  const [worst] = rows;
  if (!worst) return { open: 0, worst: null };
  const { open, number, severity, summary } = worst;
  return { open, worst: { number: `A-${number}`, severity, summary } };
}

export async function countByState(query: Query): Promise<Record<AlertState, number>> {
  const { rows } = await sql<{ state: AlertState; alerts: number }>`
    select state, count(*) as alerts from alert group by state`.execute(query);
  const counts = { open: 0, acknowledged: 0, resolved: 0 };
  for (const { state, alerts } of rows) counts[state] = alerts;
  return counts;
}
