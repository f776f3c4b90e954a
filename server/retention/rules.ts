import { type DiskForecast, type Forecast, forecastDays, type KeptData, type RelationForecast } from "./contract.ts";

/** The size of one table on one UTC day, `YYYY-MM-DD`. */
export interface Measurement {
  day: string;
  relation: string;
  bytes: number;
}

const dayMs = 86_400_000;

/** Mean growth a day between the first and the last measured day; null with fewer than two days. */
export function growthOf(measured: readonly { day: string; bytes: number }[]): number | null {
  const sorted = measured.toSorted((a, b) => (a.day < b.day ? -1 : 1));
  const first = sorted[0];
  const last = sorted.at(-1);
  if (!first || !last || first.day === last.day) return null;
  return (last.bytes - first.bytes) / ((Date.parse(last.day) - Date.parse(first.day)) / dayMs);
}

/**
 * Bytes in `days` days. A table grows as it did until it holds as many days as are kept, and never shrinks: space that
 * rows leave is used again, rarely given back.
 */
export function bytesIn(
  days: number,
  table: { bytes: number; bytesPerDay: number | null; keptDays: number | null },
): number | null {
  const { bytes, bytesPerDay, keptDays } = table;
  if (bytesPerDay === null) return null;
  const grown = bytes + bytesPerDay * days;
  const full = keptDays === null ? Number.POSITIVE_INFINITY : bytesPerDay * keptDays;
  return Math.round(Math.max(bytes, Math.min(grown, full)));
}

/** Puts sizes now, sizes on earlier days and days kept together; the largest table comes first. */
export function forecastDisk(
  now: { databaseBytes: number; relations: readonly { relation: string; bytes: number }[] },
  measurements: readonly Measurement[],
  keptDays: ReadonlyMap<string, number>,
): DiskForecast {
  const history = Map.groupBy(measurements, ({ relation }) => relation);
  const relations = now.relations
    .map(({ relation, bytes }): RelationForecast => {
      const bytesPerDay = growthOf(history.get(relation) ?? []);
      const table = { relation, bytes, bytesPerDay, keptDays: keptDays.get(relation) ?? null };
      return { ...table, forecast: everyDay((days) => bytesIn(days, table)) };
    })
    .sort((a, b) => b.bytes - a.bytes || (a.relation < b.relation ? -1 : 1));
  const measuredDays = new Set(measurements.map(({ day }) => day)).size;
  // A table that is new since yesterday stands in the sums as it is now: it must not hide what the others do.
  const total = (pick: (table: RelationForecast) => number) => relations.reduce((sum, table) => sum + pick(table), 0);
  const known = (sum: () => number) => (measuredDays < 2 ? null : sum());
  return {
    measuredDays,
    databaseBytes: now.databaseBytes,
    relations,
    total: {
      bytes: total((table) => table.bytes),
      bytesPerDay: known(() => total((table) => table.bytesPerDay ?? 0)),
      forecast: everyDay((days) => known(() => total((table) => bytesIn(days, table) ?? table.bytes))),
    },
  };
}

function everyDay(bytes: (days: number) => number | null): Forecast {
  const [month, quarter, year] = forecastDays;
  return { [month]: bytes(month), [quarter]: bytes(quarter), [year]: bytes(year) } as Forecast;
}

/** What is kept how long, and what becomes of it then; lengths in milliseconds. */
export function keptData(lengths: {
  rawEvents: number;
  statements: number;
  requests: number;
  refusedItems: number;
  grains: { "10s": number; minute: number; hour: number };
}): KeptData[] {
  const { rawEvents, statements, requests, refusedItems, grains } = lengths;
  const pruned = { chore: "prune-grains", afterwards: "deleted; coarser counts stay" };
  const forEver = { keptMs: null, chore: null, afterwards: "" };
  return [
    { what: "Raw events", keptMs: rawEvents, chore: "seal-raw-events", afterwards: "sealed as sums and dropped" },
    { what: "Text of statements", keptMs: statements, chore: "drop-statements", afterwards: "dropped; answered 404" },
    { what: "Requests", keptMs: requests, chore: "prune-intake", afterwards: "deleted; each source's newest stays" },
    { what: "Refused items, without bodies", keptMs: refusedItems, chore: "prune-intake", afterwards: "deleted" },
    { what: "10-second counts", keptMs: grains["10s"], ...pruned },
    { what: "Minute counts", keptMs: grains.minute, ...pruned },
    { what: "Hour counts", keptMs: grains.hour, ...pruned },
    { what: "Day counts, sums of sealed days", ...forEver },
    { what: "Identities of events", ...forEver },
    { what: "Measurements of users", ...forEver },
    { what: "Audit and its seals", ...forEver },
  ];
}
