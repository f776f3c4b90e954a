import { type Kysely, sql } from "kysely";
import type { CaseClock } from "./clocks/contract.ts";
import { marksOf, standingOf } from "./clocks/rules.ts";
import type {
  CallBackResult,
  Channel,
  HotlineCase,
  HotlineEvent,
  LegalBasis,
  Outcome,
  RaiseCase,
  Stake,
  Threat,
  TimelineEntry,
  Urgency,
} from "./contract.ts";
import { urgencies } from "./contract.ts";

type Query = Kysely<Record<never, never>>;

type StoredClock = Omit<CaseClock, "dueAt" | "leftMs" | "marks">;

interface CaseRow {
  case_id: string;
  number: number;
  reference: string;
  urgency: Urgency;
  threat: Threat;
  stake: Stake | null;
  country: string | null;
  legal_basis: LegalBasis | null;
  language: string | null;
  channel: Channel;
  raised_by: string;
  call_back: CallBackResult | null;
  called_back_at: Date | null;
  called_back_by_name: string | null;
  received_at: Date;
  acknowledge_due_at: Date;
  acknowledged_at: Date | null;
  acknowledged_by_name: string | null;
  clocks: StoredClock[];
  messages: number;
  closed_at: Date | null;
  closed_by_name: string | null;
  outcome: Outcome | null;
  version: number;
}

function toCase(row: CaseRow): HotlineCase {
  return {
    id: row.case_id,
    number: `HC-${row.number}`,
    reference: row.reference,
    urgency: row.urgency,
    threat: row.threat,
    stake: row.stake,
    country: row.country,
    legalBasis: row.legal_basis,
    language: row.language,
    channel: row.channel,
    raisedBy: row.raised_by,
    callBack:
      row.call_back === null
        ? null
        : { result: row.call_back, at: row.called_back_at?.getTime() ?? 0, by: row.called_back_by_name ?? "" },
    receivedAt: row.received_at.getTime(),
    acknowledgement: {
      dueAt: row.acknowledge_due_at.getTime(),
      basis: "internal target",
      at: row.acknowledged_at?.getTime() ?? null,
      by: row.acknowledged_by_name,
    },
    clocks: row.clocks.map((clock) => ({ ...clock, ...standingOf(clock), marks: marksOf(clock) })),
    messages: row.messages,
    closed:
      row.closed_at === null || row.outcome === null
        ? null
        : { at: row.closed_at.getTime(), by: row.closed_by_name ?? "", outcome: row.outcome },
    version: row.version,
  };
}

const epochMs = (column: string) => sql.raw(`(extract(epoch from ${column}) * 1000)::bigint`);

const pauses = sql`
  coalesce((
    select json_agg(json_build_object('from', ${epochMs("p.began_at")}, 'to', ${epochMs("p.ended_at")},
      'reason', p.reason, 'evidence', p.evidence, 'by', p.by_name) order by p.began_at)
    from hotline_clock_pause p where p.clock_id = k.clock_id), '[]'::json)`;

const clocks = sql`
  coalesce((
    select json_agg(json_build_object('id', k.clock_id, 'kind', k.kind, 'name', k.name, 'law', k.law,
      'basis', k.basis, 'confidence', k.confidence, 'mayPauseFor', k.may_pause_for,
      'startedAt', ${epochMs("k.started_at")}, 'limitMs', k.limit_ms, 'pauses', ${pauses},
      'stoppedAt', ${epochMs("k.stopped_at")}, 'stoppedBy', k.stopped_by_name)
      order by k.started_at, k.limit_ms, k.kind)
    from hotline_clock k where k.case_id = c.case_id), '[]'::json)`;

const columns = sql`
  c.case_id, c.number, c.reference, c.urgency, c.threat, c.stake, c.country, c.legal_basis, c.language, c.channel,
  coalesce(a.name, s.name) as raised_by, c.call_back, c.called_back_at, c.called_back_by_name, c.received_at,
  c.acknowledge_due_at, c.acknowledged_at, c.acknowledged_by_name, ${clocks} as clocks, c.messages,
  c.closed_at, c.closed_by_name, c.outcome, c.version`;

const cases = sql`hotline_case c left join source s using (source_id) left join authority a using (authority_id)`;

/** Who raised a case: a source by its key, perhaps an authority's, or an authority by itself. A reference is one case for each. */
export type Raiser = { sourceId: number; authorityId: number | null } | { sourceId: null; authorityId: number };

export async function findCaseByReference(
  query: Query,
  { sourceId, authorityId }: Raiser,
  reference: string,
): Promise<HotlineCase | undefined> {
  const { rows } = await sql<CaseRow>`
    select ${columns} from ${cases}
    where c.reference = ${reference} and (c.source_id = ${sourceId} or c.authority_id = ${authorityId})`.execute(query);
  return rows[0] && toCase(rows[0]);
}

export async function findCase(query: Query, caseId: string): Promise<HotlineCase | undefined> {
  const { rows } = await sql<CaseRow>`select ${columns} from ${cases} where c.case_id = ${caseId}`.execute(query);
  return rows[0] && toCase(rows[0]);
}

/** `HC-12`, `12` or the id. */
const named = (name: string) =>
  name.includes("-", 3) ? sql`c.case_id = ${name}` : sql`c.number = ${Number(name.replace("HC-", ""))}`;

/** The case with this number or id. */
export async function findCaseByName(query: Query, name: string): Promise<HotlineCase | undefined> {
  const { rows } = await sql<CaseRow>`select ${columns} from ${cases} where ${named(name)}`.execute(query);
  return rows[0] && toCase(rows[0]);
}

/** Of the authority that this person is an officer of, and of no other. */
const ownOf = (personId: string) =>
  sql`c.authority_id in (select authority_id from officer_authority where person_id = ${personId})`;

/** The case with this number or id, where it belongs to the officer's own authority. */
export async function findCaseOfOfficer(
  query: Query,
  personId: string,
  name: string,
): Promise<HotlineCase | undefined> {
  const { rows } = await sql<CaseRow>`
    select ${columns} from ${cases} where ${named(name)} and ${ownOf(personId)}`.execute(query);
  return rows[0] && toCase(rows[0]);
}

/** The newest cases of the officer's own authority. */
export async function readCasesOfOfficer(query: Query, personId: string, limit: number): Promise<HotlineCase[]> {
  const { rows } = await sql<CaseRow>`
    select ${columns} from ${cases} where ${ownOf(personId)} order by c.number desc limit ${limit}`.execute(query);
  return rows.map(toCase);
}

/** Inserts the case; false when the raiser's reference exists, also when another transaction just won. */
export async function insertCase(
  query: Query,
  raised: RaiseCase & Raiser & { caseId: string; channel: Channel; receivedAt: number; acknowledgeDueAt: number },
): Promise<boolean> {
  const { rows } = await sql`
    insert into hotline_case (case_id, number, source_id, authority_id, channel, reference, urgency, threat, stake,
                              country, legal_basis, language, received_at, acknowledge_due_at, version)
    values (${raised.caseId}, nextval('hotline_case_number'), ${raised.sourceId}, ${raised.authorityId},
            ${raised.channel}, ${raised.reference}, ${raised.urgency}, ${raised.threat}, ${raised.stake ?? null},
            ${raised.country ?? null}, ${raised.legalBasis ?? null}, ${raised.language ?? null},
            ${new Date(raised.receivedAt)}, ${new Date(raised.acknowledgeDueAt)}, 1)
    on conflict do nothing returning case_id`.execute(query);
  return rows.length === 1;
}

/** Locks the case to the end of the transaction, so that changes of one case follow each other; false without one. */
export async function lockCase(query: Query, caseId: string): Promise<boolean> {
  const { rows } = await sql`select 1 from hotline_case where case_id = ${caseId} for update`.execute(query);
  return rows.length === 1;
}

/** Another version of the case, so that the screens take it. */
export async function raiseVersion(query: Query, caseId: string): Promise<void> {
  await sql`update hotline_case set version = version + 1 where case_id = ${caseId}`.execute(query);
}

export async function countMessage(query: Query, caseId: string): Promise<void> {
  await sql`update hotline_case set messages = messages + 1 where case_id = ${caseId}`.execute(query);
}

/** Writes down what came of calling back, in the place of what came before. */
export async function writeCallBack(
  query: Query,
  caseId: string,
  { result, at, by }: { result: CallBackResult; at: number; by: string },
): Promise<void> {
  await sql`
    update hotline_case set call_back = ${result}, called_back_at = ${new Date(at)}, called_back_by_name = ${by}
    where case_id = ${caseId}`.execute(query);
}

/** Closes the case; false when it was closed before. */
export async function closeOpenCase(
  query: Query,
  caseId: string,
  by: { personId: string; name: string; at: number; outcome: Outcome },
): Promise<boolean> {
  const { rows } = await sql`
    update hotline_case set closed_at = ${new Date(by.at)}, closed_by_id = ${by.personId},
      closed_by_name = ${by.name}, outcome = ${by.outcome}
    where case_id = ${caseId} and closed_at is null returning case_id`.execute(query);
  return rows.length === 1;
}

/** Sets the acknowledgement if nobody has; false when somebody has or there is no such case. */
export async function acknowledgeOpenCase(
  query: Query,
  caseId: string,
  by: { personId: string; name: string; at: number },
): Promise<boolean> {
  const { rows } = await sql`
    update hotline_case
    set acknowledged_at = ${new Date(by.at)}, acknowledged_by_id = ${by.personId},
        acknowledged_by_name = ${by.name}
    where case_id = ${caseId} and acknowledged_at is null returning case_id`.execute(query);
  return rows.length === 1;
}

/**
 * Appends to the durable stream under the next cursor. The lock is held to the commit, so cursors have no gaps and
 * become visible in order; call it last in a transaction, so that it waits for nothing while holding the lock.
 */
export async function appendEvent(query: Query, event: Omit<HotlineEvent, "cursor">): Promise<number> {
  await sql`select pg_advisory_xact_lock(hashtext('hotline_event'))`.execute(query);
  const { rows } = await sql<{ cursor: number }>`
    insert into hotline_event (cursor, case_id, kind, at, snapshot, by_name, about)
    select coalesce(max(cursor), 0) + 1, ${event.case.id}, ${event.kind}, ${new Date(event.at)},
           ${JSON.stringify(event.case)}, ${event.by ?? null}, ${event.about ?? null}
    from hotline_event returning cursor`.execute(query);
  const [row] = rows;
  if (!row) throw new Error("the hotline event was not stored");
  return row.cursor;
}

/** The newest cursor; 0 before the first event. */
export async function readLastCursor(query: Query): Promise<number> {
  const { rows } = await sql<{ cursor: number }>`
    select coalesce(max(cursor), 0) as cursor from hotline_event`.execute(query);
  return rows[0]?.cursor ?? 0;
}

/** What snapshots of earlier releases do not say. */
const unsaid = {
  ...{ stake: null, country: null, legalBasis: null, language: null, channel: "key", callBack: null },
  ...{ clocks: [], messages: 0, closed: null },
} satisfies Partial<HotlineCase>;

interface EventRow {
  cursor: number;
  kind: HotlineEvent["kind"];
  at: Date;
  snapshot: HotlineCase;
  by_name: string | null;
  about: string | null;
}

/** Events after a cursor in order, at most `limit`. */
export async function readEventsAfter(query: Query, after: number, limit: number): Promise<HotlineEvent[]> {
  const { rows } = await sql<EventRow>`
    select cursor, kind, at, snapshot, by_name, about from hotline_event
    where cursor > ${after} order by cursor limit ${limit}`.execute(query);
  return rows.map((row) => ({
    cursor: row.cursor,
    kind: row.kind,
    at: row.at.getTime(),
    case: { ...unsaid, ...row.snapshot },
    ...(row.by_name === null ? {} : { by: row.by_name }),
    ...(row.about === null ? {} : { about: row.about }),
  }));
}

/** What happened to a case, oldest first. */
export async function readTimeline(query: Query, caseId: string): Promise<TimelineEntry[]> {
  const { rows } = await sql<Omit<EventRow, "snapshot">>`
    select cursor, kind, at, by_name, about from hotline_event
    where case_id = ${caseId} order by cursor`.execute(query);
  return rows.map(({ by_name, at, ...row }) => ({ ...row, at: at.getTime(), by: by_name }));
}

/** Open cases by shortest clock, equal clocks by urgency; then those acknowledged since a time, newest first. */
export async function readShownCases(query: Query, acknowledgedSince: number): Promise<HotlineCase[]> {
  const { rows } = await sql<CaseRow>`
    select ${columns} from ${cases}
    where c.acknowledged_at is null or c.acknowledged_at >= ${new Date(acknowledgedSince)}
    order by c.acknowledged_at desc nulls first, c.acknowledge_due_at,
             array_position(${urgencies}::text[], c.urgency), c.number`.execute(query);
  return rows.map(toCase);
}

/** The newest of the cases that nobody has closed, and of those closed since a time. */
export async function readQueuedCases(query: Query, closedSince: number, limit: number): Promise<HotlineCase[]> {
  const { rows } = await sql<CaseRow>`
    select ${columns} from ${cases}
    where c.closed_at is null or c.closed_at >= ${new Date(closedSince)}
    order by c.closed_at desc nulls first, c.number desc limit ${limit}`.execute(query);
  return rows.map(toCase);
}

/** Time to acknowledge by UTC hour of receipt from `since`, milliseconds, and (hour null) of all those cases together. */
export async function readTimesToAcknowledge(
  query: Query,
  since: number,
): Promise<{ hour: number | null; cases: number; p50: number | null; p95: number | null; longest: number | null }[]> {
  const { rows } = await sql<{
    hour: Date | null;
    cases: number;
    p50: number | null;
    p95: number | null;
    longest: number | null;
  }>`
    with times as (
      select date_trunc('hour', received_at, 'UTC') as hour,
        (extract(epoch from acknowledged_at - received_at) * 1000)::bigint as ms
      from hotline_case where received_at >= ${new Date(since)} and acknowledged_at is not null)
    select hour, count(*) as cases, percentile_disc(0.5) within group (order by ms) as p50,
      percentile_disc(0.95) within group (order by ms) as p95, max(ms) as longest
    from times group by grouping sets ((hour), ())`.execute(query);
  return rows.map((row) => ({ ...row, hour: row.hour?.getTime() ?? null }));
}

/** Cases by UTC hour of receipt and urgency, from the hour that starts at `since`; hours without cases are absent. */
export async function countCasesPerHour(
  query: Query,
  since: number,
): Promise<{ hour: number; urgency: Urgency; cases: number }[]> {
  const { rows } = await sql<{ hour: Date; urgency: Urgency; cases: number }>`
    select date_trunc('hour', received_at, 'UTC') as hour, urgency, count(*) as cases
    from hotline_case where received_at >= ${new Date(since)} group by 1, 2`.execute(query);
  return rows.map((row) => ({ ...row, hour: row.hour.getTime() }));
}
