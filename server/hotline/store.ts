import { type Kysely, sql } from "kysely";
import type { HotlineCase, HotlineEvent, RaiseCase, Threat, Urgency } from "./contract.ts";
import { urgencies } from "./contract.ts";

type Query = Kysely<Record<never, never>>;

interface CaseRow {
  case_id: string;
  number: number;
  reference: string;
  urgency: Urgency;
  threat: Threat;
  source_name: string;
  received_at: Date;
  acknowledge_due_at: Date;
  acknowledged_at: Date | null;
  acknowledged_by_name: string | null;
  version: number;
}

function toCase(row: CaseRow): HotlineCase {
  return {
    id: row.case_id,
    number: `HC-${row.number}`,
    reference: row.reference,
    urgency: row.urgency,
    threat: row.threat,
    raisedBy: row.source_name,
    receivedAt: row.received_at.getTime(),
    acknowledgement: {
      dueAt: row.acknowledge_due_at.getTime(),
      basis: "internal target",
      at: row.acknowledged_at?.getTime() ?? null,
      by: row.acknowledged_by_name,
    },
    version: row.version,
  };
}

const columns = sql`
  c.case_id, c.number, c.reference, c.urgency, c.threat, s.name as source_name, c.received_at,
  c.acknowledge_due_at, c.acknowledged_at, c.acknowledged_by_name, c.version`;

export async function findCaseByReference(
  query: Query,
  sourceId: number,
  reference: string,
): Promise<HotlineCase | undefined> {
  const { rows } = await sql<CaseRow>`
    select ${columns} from hotline_case c join source s using (source_id)
    where c.source_id = ${sourceId} and c.reference = ${reference}`.execute(query);
  return rows[0] && toCase(rows[0]);
}

export async function findCase(query: Query, caseId: string): Promise<HotlineCase | undefined> {
  const { rows } = await sql<CaseRow>`
    select ${columns} from hotline_case c join source s using (source_id) where c.case_id = ${caseId}`.execute(query);
  return rows[0] && toCase(rows[0]);
}

/** Inserts the case; `undefined` when this source's reference exists, also when another transaction just won. */
export async function insertCase(
  query: Query,
  raised: RaiseCase & { caseId: string; sourceId: number; receivedAt: number; acknowledgeDueAt: number },
): Promise<HotlineCase | undefined> {
  const { rows } = await sql<CaseRow>`
    with c as (
      insert into hotline_case (case_id, number, source_id, reference, urgency, threat, received_at,
                                acknowledge_due_at, version)
      values (${raised.caseId}, nextval('hotline_case_number'), ${raised.sourceId}, ${raised.reference},
              ${raised.urgency}, ${raised.threat}, ${new Date(raised.receivedAt)},
              ${new Date(raised.acknowledgeDueAt)}, 1)
      on conflict (source_id, reference) do nothing returning *
    ) select ${columns} from c join source s using (source_id)`.execute(query);
  return rows[0] && toCase(rows[0]);
}

/** Sets the acknowledgement if nobody has; `undefined` when somebody has or there is no such case. */
export async function acknowledgeOpenCase(
  query: Query,
  caseId: string,
  by: { personId: string; name: string; at: number },
): Promise<HotlineCase | undefined> {
  const { rows } = await sql<CaseRow>`
    with c as (
      update hotline_case
      set acknowledged_at = ${new Date(by.at)}, acknowledged_by_id = ${by.personId},
          acknowledged_by_name = ${by.name}, version = version + 1
      where case_id = ${caseId} and acknowledged_at is null returning *
    ) select ${columns} from c join source s using (source_id)`.execute(query);
  return rows[0] && toCase(rows[0]);
}

/**
 * Appends to the durable stream under the next cursor. The lock is held to the commit, so cursors have no gaps and
 * become visible in order; call it last in a transaction, so that it waits for nothing while holding the lock.
 */
export async function appendEvent(query: Query, event: Omit<HotlineEvent, "cursor">): Promise<number> {
  await sql`select pg_advisory_xact_lock(hashtext('hotline_event'))`.execute(query);
  const { rows } = await sql<{ cursor: number }>`
    insert into hotline_event (cursor, case_id, kind, at, snapshot)
    select coalesce(max(cursor), 0) + 1, ${event.case.id}, ${event.kind}, ${new Date(event.at)},
           ${JSON.stringify(event.case)}
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

/** Events after a cursor in order, at most `limit`. */
export async function readEventsAfter(query: Query, after: number, limit: number): Promise<HotlineEvent[]> {
  const { rows } = await sql<{ cursor: number; kind: HotlineEvent["kind"]; at: Date; snapshot: HotlineCase }>`
    select cursor, kind, at, snapshot from hotline_event
    where cursor > ${after} order by cursor limit ${limit}`.execute(query);
  return rows.map((row) => ({ cursor: row.cursor, kind: row.kind, at: row.at.getTime(), case: row.snapshot }));
}

/** Open cases by shortest clock, equal clocks by urgency; then those acknowledged since a time, newest first. */
export async function readShownCases(query: Query, acknowledgedSince: number): Promise<HotlineCase[]> {
  const { rows } = await sql<CaseRow>`
    select ${columns} from hotline_case c join source s using (source_id)
    where c.acknowledged_at is null or c.acknowledged_at >= ${new Date(acknowledgedSince)}
    order by c.acknowledged_at desc nulls first, c.acknowledge_due_at,
             array_position(${urgencies}::text[], c.urgency), c.number`.execute(query);
  return rows.map(toCase);
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
