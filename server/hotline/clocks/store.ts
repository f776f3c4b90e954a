import { type Kysely, sql } from "kysely";
import type { ClockKind, ClockMark, PauseReason } from "./contract.ts";
import type { ClockRule } from "./rules.ts";

type Query = Kysely<Record<never, never>>;

/** Starts a clock; false when one of its kind already runs on the case. */
export async function insertClock(
  query: Query,
  clock: ClockRule & { clockId: string; caseId: string; startedAt: number; limitMs: number },
): Promise<boolean> {
  const { rows } = await sql`
    insert into hotline_clock (clock_id, case_id, kind, name, law, basis, confidence, may_pause_for, started_at, limit_ms)
    values (${clock.clockId}, ${clock.caseId}, ${clock.kind}, ${clock.name}, ${clock.law}, ${clock.basis},
            ${clock.confidence}, ${clock.mayPauseFor}::text[], ${new Date(clock.startedAt)}, ${clock.limitMs})
    on conflict (case_id, kind) where stopped_at is null do nothing returning clock_id`.execute(query);
  return rows.length === 1;
}

export async function insertPause(
  query: Query,
  pause: { clockId: string; at: number; reason: PauseReason; evidence: string; by: string },
): Promise<void> {
  await sql`
    insert into hotline_clock_pause (clock_id, began_at, reason, evidence, by_name)
    values (${pause.clockId}, ${new Date(pause.at)}, ${pause.reason}, ${pause.evidence}, ${pause.by})`.execute(query);
}

/** Ends the pause of a clock; false when it does not stand still. */
export async function endPause(query: Query, clockId: string, at: number): Promise<boolean> {
  const { rows } = await sql`
    update hotline_clock_pause set ended_at = greatest(began_at, ${new Date(at)}::timestamptz)
    where clock_id = ${clockId} and ended_at is null returning clock_id`.execute(query);
  return rows.length === 1;
}

/** Which clocks a stop is for. */
export type StoppedClocks = { caseId: string } & ({ clockId: string } | { kinds: readonly ClockKind[] | "all" });

/** Stops running clocks of a case and ends their pauses; answers how many they were. */
export async function stopRunning(query: Query, which: StoppedClocks, at: number, by: string): Promise<number> {
  const chosen =
    "clockId" in which
      ? sql`clock_id = ${which.clockId}`
      : which.kinds === "all"
        ? sql`true`
        : sql`kind = any(${which.kinds}::text[])`;
  const { rows } = await sql<{ clock_id: string }>`
    update hotline_clock set stopped_at = greatest(started_at, ${new Date(at)}::timestamptz), stopped_by_name = ${by}
    where case_id = ${which.caseId} and stopped_at is null and ${chosen} returning clock_id`.execute(query);
  await sql`
    update hotline_clock_pause set ended_at = greatest(began_at, ${new Date(at)}::timestamptz)
    where clock_id = any(${rows.map((row) => row.clock_id)}::uuid[]) and ended_at is null`.execute(query);
  return rows.length;
}

/** Parts of the limit, as `marksOf` has them. */
const markParts = sql`(values ('half', 0.5), ('three_quarters', 0.75), ('breach', 1.0)) as m (mark, part)`;

/** Running clocks that have run to a mark that was not told yet, the longest overdue first. */
export async function findClocksAtMark(query: Query, now: number): Promise<{ caseId: string; clockId: string }[]> {
  const at = sql`${new Date(now)}::timestamptz`;
  const { rows } = await sql<{ caseId: string; clockId: string }>`
    select k.case_id as "caseId", k.clock_id as "clockId"
    from hotline_clock k cross join lateral (
      select ${at} - k.started_at - coalesce((
        select sum(greatest(interval '0', least(coalesce(p.ended_at, ${at}), ${at}) - p.began_at))
        from hotline_clock_pause p where p.clock_id = k.clock_id), interval '0') as ran) r
    where k.stopped_at is null and exists (
      select from ${markParts}
      where extract(epoch from r.ran) * 1000 >= ceil(k.limit_ms * m.part)
        and not exists (select from hotline_clock_mark t where t.clock_id = k.clock_id and t.mark = m.mark))
    order by extract(epoch from r.ran) * 1000 - k.limit_ms desc, k.clock_id`.execute(query);
  return rows;
}

/** False when the mark was told before, also when another process just did. */
export async function insertMark(
  query: Query,
  { clockId, mark, at }: { clockId: string; mark: ClockMark; at: number },
): Promise<boolean> {
  const { rows } = await sql`
    insert into hotline_clock_mark (clock_id, mark, told_at) values (${clockId}, ${mark}, ${new Date(at)})
    on conflict do nothing returning mark`.execute(query);
  return rows.length === 1;
}
