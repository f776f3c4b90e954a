import type pg from "pg";

/** What PgBoss keeps of one chore; times in epoch ms by the database's clock. */
export interface ChoreRecord {
  name: string;
  now: number;
  /** When its times were first written down. */
  scheduledAt: number;
  state: string | null;
  startedAt: number | null;
  endedAt: number | null;
  failure: string | null;
  doneAt: number | null;
}

const epoch = (column: string) => `(extract(epoch from ${column}) * 1000)::float8`;

/** The newest run and the last success of each of these chores, as far as PgBoss remembers. */
export async function readChoreRecords(pool: Pick<pg.Pool, "query">, names: readonly string[]): Promise<ChoreRecord[]> {
  const { rows } = await pool.query<ChoreRecord>(
    `select schedule.name, ${epoch("now()")} as now, ${epoch("schedule.created_on")} as "scheduledAt",
            newest.state::text as state, ${epoch("newest.started_on")} as "startedAt",
            ${epoch("newest.completed_on")} as "endedAt", newest.output ->> 'message' as failure,
            ${epoch("done.completed_on")} as "doneAt"
     from chores.schedule
     left join lateral (
       select state, started_on, completed_on, output from chores.job
       where job.name = schedule.name and started_on is not null order by started_on desc limit 1) newest on true
     left join lateral (
       select max(completed_on) as completed_on from chores.job
       where job.name = schedule.name and state = 'completed') done on true
     where schedule.name = any($1::text[])`,
    [names],
  );
  return rows;
}
