import { type Kysely, sql } from "kysely";
import { epochMs } from "../../database/epoch.ts";
import { type PolicySnapshot, policySnapshotSchema, type Responder } from "../../oncall/policy/contract.ts";
import { type AlertState, type Severity, severities } from "../contract.ts";
import type { Escalation, Routing, Standing } from "./contract.ts";
import type { Position } from "./rules.ts";

type Query = Kysely<Record<never, never>>;

/** The rules of this code; a change of what they mean raises it, with a migration that writes it. */
const engineVersion = 1;

/** True while this process may call people; its row is held to the end of the transaction, so no upgrade comes between. */
export async function holdEngine(query: Query): Promise<boolean> {
  const { rows } = await sql`
    select 1 from escalation_engine where version = ${engineVersion} for key share`.execute(query);
  return rows.length > 0;
}

export async function findRouting(query: Query, integrationId: number): Promise<Routing> {
  const { rows } = await sql<Routing>`
    select policy_id as "policyId", grouping, grouping_minutes as "groupingMinutes" from integration
    where integration_id = ${integrationId}`.execute(query);
  return rows[0] ?? { policyId: null, grouping: "none", groupingMinutes: 1 };
}

/** False when there is no such integration, or it is revoked. */
export async function writeRouting(query: Query, integrationId: number, routing: Routing): Promise<string | undefined> {
  const { rows } = await sql<{ name: string }>`
    update integration set policy_id = ${routing.policyId}, grouping = ${routing.grouping},
      grouping_minutes = ${routing.groupingMinutes}
    where integration_id = ${integrationId} and revoked_at is null returning name`.execute(query);
  return rows[0]?.name;
}

/** Alerts of one cause that come at the same moment find each other: one after the other. */
export async function lockCause(query: Query, integrationId: number, cause: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('cause ' || ${integrationId}), hashtext(${cause}))`.execute(query);
}

/**
 * The unresolved alert whose page stands for another of its cause: the oldest since a time that is at least as bad. It
 * cannot end before the transaction does.
 */
export async function holdLead(
  query: Query,
  given: { integrationId: number; cause: string; since: number; severity: Severity },
): Promise<{ alertId: string; number: string } | undefined> {
  const { rows } = await sql<{ alertId: string; number: number }>`
    select a.alert_id as "alertId", a.number from escalation_run r join alert a using (alert_id)
    where r.integration_id = ${given.integrationId} and r.cause = ${given.cause} and r.led_by is null
      and r.started_at > ${new Date(given.since)} and r.policy is not null and a.state <> 'resolved'
      and array_position(${severities}::text[], a.severity) <= array_position(${severities}::text[], ${given.severity}::text)
    order by r.started_at limit 1 for share of a`.execute(query);
  return rows[0] && { alertId: rows[0].alertId, number: `A-${rows[0].number}` };
}

export async function insertRun(
  query: Query,
  run: {
    alertId: string;
    integrationId: number;
    cause: string | null;
    at: number;
    policy: PolicySnapshot | null;
    standing: Standing;
    position: Position;
    calls: number;
    nextAt: number | null;
    ledBy: string | null;
  },
): Promise<void> {
  await sql`
    insert into escalation_run (alert_id, integration_id, cause, started_at, policy, level, round, calls, next_at,
                                standing, led_by)
    values (${run.alertId}, ${run.integrationId}, ${run.cause}, ${new Date(run.at)},
            ${run.policy === null ? null : JSON.stringify(run.policy)}, ${run.position.level}, ${run.position.round},
            ${run.calls}, ${run.nextAt === null ? null : new Date(run.nextAt)}, ${run.standing},
            ${run.ledBy})`.execute(query);
}

export interface Run {
  alertId: string;
  integrationId: number;
  cause: string | null;
  startedAt: number;
  policy: PolicySnapshot | null;
  level: number;
  round: number;
  calls: number;
  nextAt: number | null;
  standing: Standing;
  ledBy: string | null;
}
const runColumns = sql`
  r.alert_id as "alertId", r.integration_id as "integrationId", r.cause, ${epochMs("r.started_at")} as "startedAt",
  r.policy, r.level, r.round, r.calls, ${epochMs("r.next_at")} as "nextAt", r.standing, r.led_by as "ledBy"`;
const toRun = (row: Run): Run => ({
  ...row,
  policy: row.policy === null ? null : policySnapshotSchema.parse(row.policy),
});

export async function lockRun(query: Query, alertId: string): Promise<Run | undefined> {
  const { rows } = await sql<Run>`
    select ${runColumns} from escalation_run r where r.alert_id = ${alertId} for update`.execute(query);
  return rows[0] && toRun(rows[0]);
}

/** A run that is due, with its alert, both held; those that another process holds are its own. */
export async function lockDueRun(
  query: Query,
  at: number,
): Promise<{ run: Run; state: AlertState; severity: Severity; snoozedUntil: number | null } | undefined> {
  const { rows } = await sql<Run & { state: AlertState; severity: Severity; snoozedUntil: number | null }>`
    select ${runColumns}, a.state, a.severity, ${epochMs("a.snoozed_until")} as "snoozedUntil"
    from escalation_run r join alert a using (alert_id)
    where r.next_at <= ${new Date(at)} order by r.next_at limit 1 for update of a, r skip locked`.execute(query);
  const [row] = rows;
  if (!row) return undefined;
  const { state, severity, snoozedUntil, ...run } = row;
  return { run: toRun(run), state, severity, snoozedUntil };
}

/** Writes where a run stands now. */
export async function moveRun(
  query: Query,
  alertId: string,
  to: { standing: Standing; nextAt: number | null; position?: Position; calls?: number },
): Promise<void> {
  await sql`
    update escalation_run set standing = ${to.standing}, led_by = null,
      next_at = ${to.nextAt === null ? null : new Date(to.nextAt)},
      level = coalesce(${to.position?.level ?? null}, level), round = coalesce(${to.position?.round ?? null}, round),
      calls = coalesce(${to.calls ?? null}, calls)
    where alert_id = ${alertId}`.execute(query);
}

/**
 * Lets the calls of open alerts wait until a time each (epoch ms), where they have not to wait longer. Ids of those that
 * do now. The alerts are held first, as everywhere, in one order.
 */
export async function restRuns(query: Query, until: ReadonlyMap<string, number>): Promise<string[]> {
  const ids = [...until.keys()];
  if (ids.length === 0) return [];
  await sql`
    select from alert where alert_id = any(${ids}::uuid[]) and state = 'open' order by alert_id for update`.execute(
    query,
  );
  const { rows } = await sql<{ alertId: string }>`
    update escalation_run r set standing = 'resting', next_at = given.until
    from unnest(${ids}::uuid[], ${[...until.values()].map((time) => new Date(time))}::timestamptz[])
           as given (alert_id, until), alert a
    where r.alert_id = given.alert_id and a.alert_id = r.alert_id and a.state = 'open' and r.policy is not null
      and (r.standing in ('calling', 'unreachable', 'exhausted')
        or (r.standing = 'resting' and r.next_at < given.until))
    returning r.alert_id as "alertId"`.execute(query);
  return rows.map((row) => row.alertId);
}

/** Lets rests be looked at now, or when their snooze ends: what still holds them lets them rest again. */
export async function hastenRests(query: Query, alertIds: readonly string[], at: number): Promise<void> {
  if (alertIds.length === 0) return;
  const now = sql`greatest(${new Date(at)}::timestamptz, a.snoozed_until)`;
  await sql`
    select from alert where alert_id = any(${alertIds}::uuid[]) order by alert_id for update`.execute(query);
  await sql`
    update escalation_run r set next_at = ${now} from alert a
    where a.alert_id = r.alert_id and r.alert_id = any(${alertIds}::uuid[]) and r.standing = 'resting'
      and r.next_at > ${now}`.execute(query);
}

/** Those for which the page of one of these stands, by that one's id. */
export async function readLed(query: Query, leadIds: readonly string[]): Promise<Map<string, string[]>> {
  const { rows } = await sql<{ leadId: string; alertId: string }>`
    select r.led_by as "leadId", r.alert_id as "alertId" from escalation_run r join alert a using (alert_id)
    where r.led_by = any(${leadIds}::uuid[]) and a.state = 'open'`.execute(query);
  const led = Map.groupBy(rows, ({ leadId }) => leadId);
  return new Map([...led].map(([leadId, of]) => [leadId, of.map(({ alertId }) => alertId)]));
}

/** Counts one more call that moves nothing. */
export async function countCall(query: Query, alertId: string, calls: number): Promise<void> {
  await sql`update escalation_run set calls = ${calls} where alert_id = ${alertId}`.execute(query);
}

/** Lets the level after a call be called at once, where that was the latest of a level and its alert is still called. */
export async function hurryRun(query: Query, alertId: string, call: number, at: number): Promise<boolean> {
  const { rows } = await sql`
    update escalation_run set next_at = ${new Date(at)}
    where alert_id = ${alertId} and standing = 'calling' and next_at > ${new Date(at)}
      and ${call} = (select max(call) from escalation_call where alert_id = ${alertId} and kind = 'level')
    returning alert_id`.execute(query);
  return rows.length > 0;
}

/**
 * When a lead ends: the worst of those that it stood for is called now, and stands for the others. Where their
 * integration had no policy, they say so. `among`: only of these; by default of all.
 */
export async function promoteLed(
  query: Query,
  leadId: string,
  at: number,
  among: readonly string[] | null = null,
): Promise<void> {
  const chosen = among === null ? sql`true` : sql`r.alert_id = any(${among}::uuid[])`;
  const { rows } = await sql<{ alertId: string }>`
    select r.alert_id as "alertId" from escalation_run r join alert a using (alert_id)
    where r.led_by = ${leadId} and a.state = 'open' and ${chosen}
    order by array_position(${severities}::text[], a.severity), a.number limit 1 for update of r`.execute(query);
  const [lead] = rows;
  if (!lead) return;
  await sql`
    update escalation_run set led_by = null, standing = case when policy is null then 'no_policy' else 'calling' end,
      next_at = case when policy is null then null else ${new Date(at)}::timestamptz end, started_at = ${new Date(at)}
    where alert_id = ${lead.alertId}`.execute(query);
  await sql`
    update escalation_run r set led_by = ${lead.alertId}
    where r.led_by = ${leadId} and r.alert_id <> ${lead.alertId} and ${chosen}`.execute(query);
}

/** Somebody who was called, and by which target of the level; `by` is null where a person asked for them. */
export type Called = Omit<Responder, "by"> & { by: Responder["by"] | null };

export async function insertCall(
  query: Query,
  call: {
    alertId: string;
    call: number;
    at: number;
    people: readonly Called[];
    position: Position | null;
    askedBy: string | null;
  },
): Promise<void> {
  await sql`
    insert into escalation_call (alert_id, call, kind, level, round, at, people, asked_by)
    values (${call.alertId}, ${call.call}, ${call.position === null ? "responder" : "level"},
            ${call.position?.level ?? null}, ${call.position?.round ?? null}, ${new Date(call.at)},
            ${JSON.stringify(call.people)}, ${call.askedBy})`.execute(query);
}

/** False when the person is a responder of the alert already. */
export async function insertResponder(query: Query, alertId: string, personId: string, at: number): Promise<boolean> {
  const { rows } = await sql`
    insert into alert_responder (alert_id, person_id, added_at) values (${alertId}, ${personId}, ${new Date(at)})
    on conflict do nothing returning person_id`.execute(query);
  return rows.length > 0;
}

/** True when the person was asked to join and says so now. */
export async function acknowledgeAsResponder(query: Query, alertId: string, personId: string, at: number) {
  const { rows } = await sql`
    update alert_responder set acknowledged_at = ${new Date(at)}
    where alert_id = ${alertId} and person_id = ${personId} and acknowledged_at is null
    returning person_id`.execute(query);
  return rows.length > 0;
}

export async function readEscalation(query: Query, alertId: string): Promise<Escalation | null> {
  const { rows } = await sql<Run & { ledNumber: number | null }>`
    select ${runColumns}, l.number as "ledNumber" from escalation_run r left join alert l on l.alert_id = r.led_by
    where r.alert_id = ${alertId}`.execute(query);
  const [row] = rows;
  if (!row) return null;
  const { policy, standing, level, round, nextAt } = toRun(row);
  return {
    standing,
    policy: policy?.name ?? null,
    levels: policy?.levels.length ?? 0,
    level: level + 1,
    round: round + 1,
    rounds: (policy?.repeats ?? 0) + 1,
    nextAt,
    ledBy: row.ledNumber === null ? null : `A-${row.ledNumber}`,
  };
}

/** Of what was due `lateMs` before `now`, and is not done: how much, and how old the oldest is. */
export async function readOverdue(
  query: Query,
  now: number,
  lateMs: number,
): Promise<{ steps: number; deliveries: number; oldestMs: number }> {
  const late = new Date(now - lateMs);
  const { rows } = await sql<{ steps: number; deliveries: number; oldest: number | null }>`
    select (select count(*) from escalation_run where next_at < ${late}) as steps,
           (select count(*) from delivery where (state = 'waiting' and due_at < ${late})
              or (state = 'sending' and lease_until < clock_timestamp() - make_interval(secs => ${lateMs / 1000}))) as deliveries,
           (select ${epochMs("min(at)")} from (
              select min(next_at) as at from escalation_run where next_at < ${late}
              union all select min(due_at) from delivery where state = 'waiting' and due_at < ${late}) as due) as oldest`.execute(
    query,
  );
  const { steps, deliveries, oldest } = rows[0] ?? { steps: 0, deliveries: 0, oldest: null };
  return { steps, deliveries, oldestMs: oldest === null ? 0 : now - oldest };
}

/** What of alerts and their pages contradicts the rules, a sentence each, at most 100. */
export async function findPageDifferences(
  query: Query,
  lateBefore: number,
): Promise<{ open: number; deliveries: number; differences: string[] }> {
  const late = new Date(lateBefore);
  const { rows: sums } = await sql<{ open: number; deliveries: number }>`
    select (select count(*) from alert where state = 'open') as open,
           (select count(*) from delivery where alert_id is not null) as deliveries`.execute(query);
  const { rows } = await sql<{ difference: string }>`
    select 'A-' || a.number || ' is open and has no escalation' as difference
    from alert a left join escalation_run r using (alert_id) where a.state = 'open' and r.alert_id is null
    union all
    select 'A-' || a.number || ' is open and its escalation says ' || r.standing
    from alert a join escalation_run r using (alert_id)
    where a.state = 'open' and r.standing in ('acknowledged', 'resolved')
    union all
    select 'A-' || a.number || ' is ' || a.state || ' and its next level is still to be called'
    from alert a join escalation_run r using (alert_id) where a.state <> 'open' and r.next_at is not null
    union all
    select 'A-' || a.number || ' stands behind an alert that is resolved'
    from alert a join escalation_run r using (alert_id) join alert l on l.alert_id = r.led_by
    where a.state = 'open' and l.state = 'resolved'
    union all
    select 'A-' || a.number || ' was to call its next level at ' || to_char(r.next_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS') || ' UTC'
    from alert a join escalation_run r using (alert_id) where r.next_at < ${late}
    union all
    select 'A-' || a.number || ' pages ' || d.person_name || ', whom its call ' || d.call || ' did not call'
    from delivery d join alert a using (alert_id) join escalation_call c using (alert_id, call)
    where not exists (select from jsonb_array_elements(c.people) p where p ->> 'personId' = d.person_id)
    union all
    select 'A-' || a.number || ' calls ' || (p ->> 'person') || ', whom level ' || c.level + 1 || ' of its policy does not name'
    from escalation_call c join alert a using (alert_id) join escalation_run r using (alert_id),
         jsonb_array_elements(c.people) p
    where c.kind = 'level' and not exists (
      select from jsonb_array_elements(r.policy -> 'levels' -> c.level -> 'targets') t where t = p -> 'by')
    limit 100`.execute(query);
  return { ...(sums[0] ?? { open: 0, deliveries: 0 }), differences: rows.map((row) => row.difference) };
}
