/** A piece of upkeep that has to be done at its times, and may be done at any time and any number of times. */
export interface Chore {
  /** Also the name of its queue and the actor of its deeds. */
  name: string;
  /** When it is due: a cron expression, UTC. It also runs once at each start. */
  cron: string;
  /** Stops between two steps once `signal` is aborted; what was left undone is done by the next run. */
  run(signal: AbortSignal): Promise<void>;
}

/** In how many days the disk use is foretold. */
export const forecastDays = [30, 90, 365] as const;
type ForecastDay = (typeof forecastDays)[number];

/** Bytes by the days ahead; null where fewer than two days were measured. */
export type Forecast = Record<ForecastDay, number | null>;

/** One table with its indexes, partitions and long values; `chores` stands for all tables of pg-boss. */
export interface RelationForecast {
  relation: string;
  bytes: number;
  /** Mean growth a day over the last 30 days; null before two days were measured. Below 0 where it shrinks. */
  bytesPerDay: number | null;
  /** Days that its rows are kept; null: for ever, or rows of several ages. */
  keptDays: number | null;
  forecast: Forecast;
}

/** How large the database is and how large it becomes, in bytes. */
export interface DiskForecast {
  /** Days of the last 30 on which sizes were measured. */
  measuredDays: number;
  /** What PostgreSQL says of the whole database: the relations and its own catalog. */
  databaseBytes: number;
  relations: RelationForecast[];
  total: { bytes: number; bytesPerDay: number | null; forecast: Forecast };
}

/** How a chore does; times in epoch milliseconds by the database's clock. */
export interface ChoreHealth {
  name: string;
  /** When it is due, as a cron expression in UTC. */
  cron: string;
  /** Its newest run; null where none is remembered (runs are for 7 days). */
  last: ChoreRun | null;
  /** When it last came to its end without a failure. */
  doneAt: number | null;
  nextAt: number;
  /** Five minutes after it was due it has not been done since. */
  overdue: boolean;
}

/** `retrying`: it failed and is tried again. */
export type ChoreOutcome = "done" | "failed" | "retrying" | "running";

export interface ChoreRun {
  startedAt: number;
  /** Until it ended, or until now. */
  tookMs: number;
  outcome: ChoreOutcome;
  /** What went wrong, where something did. */
  failure: string | null;
}

/** Data of one kind and how long it is kept. */
export interface KeptData {
  what: string;
  /** Milliseconds; null: for ever. */
  keptMs: number | null;
  /** The chore that sees to it. */
  chore: string | null;
  /** What becomes of it then. */
  afterwards: string;
}
