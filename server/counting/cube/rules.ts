import { countries } from "../../kernel/countries.ts";
import { bucketOf, type Grain, grainMs } from "../../kernel/grains.ts";
import {
  autoDecisions,
  autoDetections,
  type CountableEvent,
  type CubeName,
  categories,
  effects,
  type Kind,
  keywordClasses,
  kinds,
  none,
  origins,
  subjects,
  timings,
  unstatedCountry,
} from "../contract.ts";

/** One dimension of a cube: its closed list, and how many bits of the cell number it takes (with room to grow). */
interface Dimension {
  column: string;
  values: readonly string[];
  bits: number;
}

// Lists may only be appended to: a value's place is its number in stored cells.
const kind: Dimension = { column: "kind", values: kinds, bits: 4 };
const timing: Dimension = { column: "timing", values: timings, bits: 2 };
const category: Dimension = { column: "category", values: [none, ...categories], bits: 5 };
const subject: Dimension = { column: "subject", values: [none, ...subjects], bits: 3 };
const effect: Dimension = { column: "effect", values: [none, ...effects], bits: 3 };
const keywordClass: Dimension = { column: "keyword_class", values: keywordClasses, bits: 3 };
const origin: Dimension = { column: "origin", values: [none, ...origins], bits: 3 };
const autoDetected: Dimension = { column: "auto_detected", values: [none, ...autoDetections], bits: 2 };
const autoDecided: Dimension = { column: "auto_decided", values: [none, ...autoDecisions], bits: 3 };
const country: Dimension = { column: "country", values: [unstatedCountry, ...countries], bits: 10 };

/** The cubes and their dimensions (docs/adr/0002-cubes.md). The content cube alone has the 10-second grain. */
export const cubes = {
  content: cubeOf("10s", kind, timing, category, subject, effect, keywordClass),
  method: cubeOf("minute", kind, timing, category, effect, origin, autoDetected, autoDecided),
  place: cubeOf("minute", kind, timing, effect, country),
} as const satisfies Record<CubeName, Cube>;

export interface Cube {
  finest: Grain;
  dimensions: readonly Dimension[];
  /** For each dimension the number that each value adds to a cell. */
  codes: readonly Readonly<Record<string, number>>[];
}

function cubeOf(finest: Grain, ...dimensions: Dimension[]): Cube {
  let shift = 0;
  const codes = dimensions.map(({ values, bits }) => {
    const record = Object.fromEntries(values.map((value, i) => [value, i << shift]));
    shift += bits;
    return record;
  });
  return { finest, dimensions, codes };
}

/** The number of a combination of values, given in the order of the cube's dimensions. @throws for a foreign value */
function cellOf(cube: Cube, values: readonly string[]): number {
  let cell = 0;
  for (let i = 0; i < values.length; i++) {
    const code = cube.codes[i]?.[values[i] ?? ""];
    if (code === undefined) throw new Error(`${values[i]} is no ${cube.dimensions[i]?.column}`);
    cell |= code;
  }
  return cell;
}

/** The combination of values behind a cell, in the order of the cube's dimensions. */
export function valuesOf(cube: Cube, cell: number): string[] {
  let rest = cell;
  return cube.dimensions.map(({ values, bits }) => {
    const value = values[rest & ((1 << bits) - 1)] ?? none;
    rest >>= bits;
    return value;
  });
}

const decoded: Record<CubeName, Map<number, { kind: Kind; values: Readonly<Record<string, string>> }>> = {
  content: new Map(),
  method: new Map(),
  place: new Map(),
};

/** The kind and the other values behind a cell, by dimension. Each is made once: rows of live screens share them. */
export function decodeCell(name: CubeName, cell: number): { kind: Kind; values: Readonly<Record<string, string>> } {
  const known = decoded[name].get(cell);
  if (known) return known;
  const { dimensions } = cubes[name];
  const all = Object.fromEntries(valuesOf(cubes[name], cell).map((value, i) => [dimensions[i]?.column, value]));
  const { kind = "", ...values } = all;
  const found = kinds.find((one) => one === kind);
  if (found === undefined) throw new Error(`cell ${cell} is of no known kind`);
  const cellValues = { kind: found, values };
  decoded[name].set(cell, cellValues);
  return cellValues;
}

/** What to add to one row of a cube. Times are epoch milliseconds. */
export interface CubeRow {
  sourceId: number;
  grain: Grain;
  bucket: number;
  cell: number;
  events: number;
  n: number;
  newest: number;
}

/** What to add to one row of the territories' side cube, which has the day grain only. */
export interface TerritoryRow extends Omit<CubeRow, "cell" | "grain" | "newest"> {
  kind: string;
  timing: string;
  effect: string;
  territory: string;
}

const coarser: Record<Grain, readonly Grain[]> = {
  "10s": ["minute", "hour", "day"],
  minute: ["hour", "day"],
  hour: ["day"],
  day: [],
};

/** Where an event falls in each cube. */
export type Cells = Record<CubeName, number>;

/** The cells of an event; a raw event keeps these three numbers instead of its dimensions. */
export function cellsOf(e: CountableEvent): Cells {
  return {
    content: cellOf(cubes.content, [e.kind, e.timing, e.category, e.subject, e.effect, e.keywordClass]),
    method: cellOf(cubes.method, [e.kind, e.timing, e.category, e.effect, e.origin, e.autoDetected, e.autoDecided]),
    place: cellOf(cubes.place, [e.kind, e.timing, e.effect, e.country]),
  };
}

/** A new event with the source that sent it and its cells. */
export interface PlacedEvent {
  sourceId: number;
  event: CountableEvent;
  cells: Cells;
}

/**
 * Folds new events into the rows of a cube, sorted by their full key: every transaction takes the row locks in the
 * same order, so that two of them never wait for each other in a circle.
 */
export function foldEvents(name: CubeName, events: readonly PlacedEvent[]): CubeRow[] {
  const { finest } = cubes[name];
  const rows = new Map<number, Map<number, CubeRow>>();
  const fold = (
    sourceId: number,
    grain: Grain,
    bucket: number,
    key: number,
    add: Omit<CubeRow, "grain" | "bucket">,
  ) => {
    const ofSource = rows.get(sourceId) ?? new Map<number, CubeRow>();
    rows.set(sourceId, ofSource);
    const known = ofSource.get(key);
    if (!known) {
      ofSource.set(key, { ...add, grain, bucket });
      return;
    }
    known.events += add.events;
    known.n += add.n;
    if (add.newest > known.newest) known.newest = add.newest;
  };
  for (const { sourceId, event, cells } of events) {
    const bucket = bucketOf(event.eventTime, finest);
    const code = cells[name];
    const add = { sourceId, cell: code, events: 1, n: event.count, newest: event.eventTime };
    fold(sourceId, finest, bucket, keyOf(finest, bucket, code), add);
  }
  // The coarser grains are folded from the rows of the finest, not from the events again.
  for (const ofSource of rows.values()) {
    for (const row of [...ofSource.values()]) {
      for (const grain of coarser[finest]) {
        const bucket = bucketOf(row.bucket, grain);
        fold(row.sourceId, grain, bucket, keyOf(grain, bucket, row.cell), row);
      }
    }
  }
  return [...rows.values()].flatMap((ofSource) => [...ofSource.values()]).sort(byKey);
}

const grainCode: Record<Grain, number> = { "10s": 0, minute: 1, hour: 2, day: 3 };

/** Bucket, grain and cell in one exact number: 29 + 2 + 22 bits stay below 2^53 until the year 2139. */
const keyOf = (grain: Grain, bucket: number, cell: number) =>
  ((bucket / grainMs["10s"]) * 4 + grainCode[grain]) * 4_194_304 + cell;

function byKey(a: CubeRow, b: CubeRow): number {
  return a.sourceId - b.sourceId || grainCode[a.grain] - grainCode[b.grain] || a.bucket - b.bucket || a.cell - b.cell;
}

/** Counts each statement once in every territory that it names. */
export function foldTerritories(events: readonly PlacedEvent[]): TerritoryRow[] {
  const rows = new Map<string, TerritoryRow>();
  for (const { sourceId, event } of events) {
    const bucket = bucketOf(event.eventTime, "day");
    const { kind, timing, effect } = event;
    for (const territory of event.territories ?? []) {
      const key = `${sourceId}|${kind}|${bucket}|${timing}|${effect}|${territory}`;
      const row = rows.get(key) ?? { sourceId, kind, bucket, timing, effect, territory, events: 0, n: 0 };
      row.events += 1;
      row.n += event.count;
      rows.set(key, row);
    }
  }
  return [...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
}

/** What to add to one row of the cohorts: events about decisions of one UTC day, by the cell of the content cube. */
export interface CohortRow {
  sourceId: number;
  decisionDay: string;
  cell: number;
  events: number;
  n: number;
}

/** Counts what is about a decision by the day of that decision, sorted by key. */
export function foldCohorts(events: readonly PlacedEvent[]): CohortRow[] {
  const rows = new Map<string, CohortRow>();
  for (const { sourceId, event, cells } of events) {
    if (!event.about) continue;
    const { decisionDay } = event.about;
    const key = `${sourceId}|${decisionDay}|${cells.content}`;
    const row = rows.get(key) ?? { sourceId, decisionDay, cell: cells.content, events: 0, n: 0 };
    row.events += 1;
    row.n += event.count;
    rows.set(key, row);
  }
  return [...rows.values()].sort(
    (a, b) => a.sourceId - b.sourceId || Date.parse(a.decisionDay) - Date.parse(b.decisionDay) || a.cell - b.cell,
  );
}
