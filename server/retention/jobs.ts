import type { Counting } from "../counting/counting.ts";
import type { Database } from "../database/database.ts";
import type { Clock } from "../kernel/clock.ts";
import { type OutageCaller, pruneIntake, recordOutages } from "../sources/sources.ts";
import { dropOldStatements } from "../takedowns/takedowns.ts";
import type { Chore } from "./contract.ts";
import { measureDisk } from "./measure-disk.ts";

/** Every chore and when it is due (UTC). Minutes differ, so that they do not all want the disk at once. */
export function createChores(context: {
  database: Database;
  clock: Clock;
  counting: Pick<Counting, "makePartitions" | "coalesceCells" | "sealOldDays" | "pruneGrains">;
  rawDays: number;
  callForOutages: OutageCaller;
}): Chore[] {
  const { counting, rawDays } = context;
  return [
    { name: "make-partitions", cron: "2 * * * *", run: counting.makePartitions },
    { name: "coalesce-cells", cron: "* * * * *", run: counting.coalesceCells },
    { name: "seal-raw-events", cron: "12 * * * *", run: counting.sealOldDays },
    { name: "prune-grains", cron: "22 * * * *", run: counting.pruneGrains },
    { name: "drop-statements", cron: "32 * * * *", run: (signal) => dropOldStatements(context, signal) },
    { name: "prune-intake", cron: "42 * * * *", run: (signal) => pruneIntake(context, rawDays, signal) },
    { name: "record-outages", cron: "* * * * *", run: () => recordOutages(context) },
    { name: "measure-disk", cron: "7 0 * * *", run: () => measureDisk(context) },
  ];
}
