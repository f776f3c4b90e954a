import { type Cells, cubes } from "../cube/rules.ts";

/** What is counted in one cell. */
export interface CellCount {
  events: number;
  n: number;
}

/** Bits of the dimensions that the method and the place cube share with the content cube; left out of the number. */
const bitsOf = (cube: keyof typeof cubes, columns: readonly string[]) =>
  cubes[cube].dimensions.filter(({ column }) => columns.includes(column)).reduce((sum, { bits }) => sum + bits, 0);
const sharedWithMethod = bitsOf("method", ["kind", "timing", "category", "effect"]);
const sharedWithPlace = bitsOf("place", ["kind", "timing", "effect"]);
const contentBits = cubes.content.dimensions.reduce((sum, { bits }) => sum + bits, 0);
const methodBits = cubes.method.dimensions.reduce((sum, { bits }) => sum + bits, 0) - sharedWithMethod;

/** The low part of a number is the content cell; the high part is what only the others know. Both fit 32 bits. */
export const lowSize = 2 ** contentBits;

/** Every dimension of an event in one number, of the three that a raw event keeps (docs/adr/0007-combined-cube.md). */
export function combinedCell({ content, method, place }: Cells): number {
  return content + lowSize * ((method >>> sharedWithMethod) + 2 ** methodBits * (place >>> sharedWithPlace));
}

/** Where each dimension stands in the number: in which part, how far from its start, and its values. */
export const combinedFields: ReadonlyMap<
  string,
  { high: boolean; shift: number; size: number; values: readonly string[] }
> = new Map([
  ...fieldsOf("content", false, 0, 0),
  ...fieldsOf("method", true, sharedWithMethod, 0),
  ...fieldsOf("place", true, sharedWithPlace, methodBits),
]);

function fieldsOf(cube: keyof typeof cubes, high: boolean, skipped: number, offset: number) {
  let shift = 0;
  return cubes[cube].dimensions.flatMap(({ column, values, bits }) => {
    const at = shift;
    shift += bits;
    return at < skipped ? [] : [[column, { high, shift: at - skipped + offset, size: 2 ** bits, values }] as const];
  });
}

/**
 * Counts by cell as ASCII without NUL, which the database's text holds and its driver reads at once. Numbers are written
 * one higher, 6 bits a character, low first, the seventh bit set on all but the last; signed ones zigzag. First the length
 * of the first part; in it for each cell, sorted, its distance to the one before and its `n`; then the same with `n` −
 * events for those cells where the two differ. Cells that count nothing are left out.
 */
export function packCells(counts: ReadonlyMap<number, CellCount>): Buffer {
  const sorted = [...counts].filter(([, { events, n }]) => events !== 0 || n !== 0).sort(([a], [b]) => a - b);
  const sums = packed(sorted.map(([cell, { n }]) => [cell, n]));
  const more = packed(sorted.flatMap(([cell, { events, n }]) => (events === n ? [] : [[cell, n - events]])));
  const length = packed([[sums.length, 0]]).subarray(0, -1);
  return Buffer.concat([length, sums, more]);
}

function packed(pairs: readonly (readonly [cell: number, value: number])[]): Uint8Array {
  const bytes = new Uint8Array(pairs.length * 16);
  let at = 0;
  const write = (value: number) => {
    let rest = value + 1;
    while (rest >= 64) {
      bytes[at++] = (rest % 64) + 64;
      rest = Math.floor(rest / 64);
    }
    bytes[at++] = rest;
  };
  let before = 0;
  for (const [cell, value] of pairs) {
    write(cell - before);
    write(value < 0 ? -2 * value - 1 : 2 * value);
    before = cell;
  }
  return bytes.subarray(0, at);
}

/** A dimension by which sums are told apart: its value times `unit` is its part of the key. */
interface KeyPart {
  high: boolean;
  shift: number;
  size: number;
  unit: number;
}

/** Which cells count, in which key, and where those are told apart that are not live. */
export interface CellQuestion {
  lowMask: number;
  lowValue: number;
  highMask: number;
  highValue: number;
  keyParts: readonly KeyPart[];
  /** How many keys there may be. */
  keys: number;
  /** Bits of the timing in the low part and their value for live events; 0 where every timing counts. */
  timingMask: number;
  live: number;
}

/**
 * Adds the cells that a question asks for to `sums`, one number a key, and answers what of them was not live. The loops
 * of `eachPair` are written out again: a long range has millions of cells, and a call for each would take most of the time.
 */
export function sumCells(bytes: Uint8Array, question: CellQuestion, sums: Float64Array): number {
  const { lowMask, lowValue, highMask, highValue, timingMask, live } = question;
  const [one = nothing, two = nothing] = question.keyParts;
  const { from, to } = firstPart(bytes);
  let at = from;
  let low = 0;
  let high = 0;
  let late = 0;
  while (at < to) {
    let byte = bytes[at++] ?? 0;
    let value = (byte & 63) - 1;
    for (let unit = 64; byte >= 64; unit *= 64) {
      byte = bytes[at++] ?? 0;
      value += (byte & 63) * unit;
    }
    low += value;
    if (low >= lowSize) {
      const more = Math.floor(low / lowSize);
      high += more;
      low -= more * lowSize;
    }
    byte = bytes[at++] ?? 0;
    value = (byte & 63) - 1;
    for (let unit = 64; byte >= 64; unit *= 64) {
      byte = bytes[at++] ?? 0;
      value += (byte & 63) * unit;
    }
    if ((low & lowMask) !== lowValue || (high & highMask) !== highValue) continue;
    const n = value % 2 === 0 ? value / 2 : -(value + 1) / 2;
    if ((low & timingMask) !== live) {
      late += n;
      continue;
    }
    const key =
      (((one.high ? high : low) >>> one.shift) & (one.size - 1)) * one.unit +
      (((two.high ? high : low) >>> two.shift) & (two.size - 1)) * two.unit;
    sums[key] = (sums[key] ?? 0) + n;
  }
  return late;
}

const nothing: KeyPart = { high: false, shift: 0, size: 1, unit: 0 };

/** Adds packed counts to others, cell by cell. */
export function addCells(to: Map<number, CellCount>, bytes: Uint8Array): void {
  const first = firstPart(bytes);
  const add = (cell: number, events: number, n: number) => {
    const known = to.get(cell);
    if (known) {
      known.events += events;
      known.n += n;
    } else to.set(cell, { events, n });
  };
  eachPair(bytes, first.from, first.to, (cell, n) => add(cell, n, n));
  eachPair(bytes, first.to, bytes.length, (cell, more) => add(cell, -more, 0));
}

function firstPart(bytes: Uint8Array): { from: number; to: number } {
  let from = 0;
  let length = 0;
  let unit = 1;
  let byte: number;
  do {
    byte = bytes[from++] ?? 0;
    length += (byte & 63) * unit;
    unit *= 64;
  } while (byte >= 64);
  return { from, to: from + length - 1 };
}

function eachPair(bytes: Uint8Array, from: number, to: number, visit: (cell: number, value: number) => void): void {
  let at = from;
  let cell = 0;
  const read = () => {
    let byte = bytes[at++] ?? 0;
    let value = (byte & 63) - 1;
    for (let unit = 64; byte >= 64; unit *= 64) {
      byte = bytes[at++] ?? 0;
      value += (byte & 63) * unit;
    }
    return value;
  };
  while (at < to) {
    cell += read();
    const value = read();
    visit(cell, value % 2 === 0 ? value / 2 : -(value + 1) / 2);
  }
}
