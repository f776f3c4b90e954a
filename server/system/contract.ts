/** How this installation runs, for those who keep it. Runs in browsers: no imports from Node. */
import type { ChainState } from "../audit/contract.ts";
import type { ChoreHealth, DiskForecast, KeptData } from "../retention/contract.ts";

/** One setting as it runs. */
export interface Setting {
  name: string;
  /** Null where it is hidden, or has no value. */
  value: string | null;
  origin: "set" | "default";
  /** It is or may hold a secret: no part of it is told. */
  hidden: boolean;
}

/** Times in epoch milliseconds, sizes in bytes. */
export interface SystemOverview {
  version: string;
  runtime: string;
  startedAt: number;
  upMs: number;
  database: { version: string; embedded: boolean; bytes: number | null };
  audit: ChainState;
  /** The live hub and gateway now, by the name of the figure. */
  live: Record<string, number>;
  settings: Setting[];
  chores: ChoreHealth[];
  kept: KeptData[];
  /** At most ten minutes old; null while it could not be read. */
  disk: DiskForecast | null;
}
