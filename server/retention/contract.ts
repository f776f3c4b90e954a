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
