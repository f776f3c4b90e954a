import type { LiveRow } from "../counting/contract.ts";
import { bucketOf } from "../kernel/grains.ts";
import type { Bucket, BucketKey, Frame, View } from "./contract.ts";
import type { Change } from "./cube.ts";
import { keyOf, matches, roomOf } from "./view.ts";

interface Cell {
  readonly key: BucketKey;
  readonly bucket: number;
  rev: number;
  value: number;
}

/** One view as its members see it: value = Σ n and revision = Σ rev over the view's rows, by series and bucket. */
export interface Room {
  readonly name: string;
  readonly view: View;
  /** Who is in; ids of sockets. */
  readonly members: Set<string>;
  /** Since when nobody is in, epoch ms; null while somebody is. */
  emptySince: number | null;
  /** Start of the oldest bucket that is summed up. */
  from(): number;
  /** Adds what a row brought. False when its bucket is older than the window. */
  add(change: Change): boolean;
  /** Sets an absolute figure that is not a sum of rows. */
  set(cell: { key: BucketKey; bucket: number; rev: number; value: number; newest: number | null }): void;
  /** Starts anew from these rows, all that there are from that bucket on; everything goes out with the next frame. */
  refill(rows: Iterable<LiveRow>, from: number): void;
  /** Lets buckets before this one go. */
  forgetBefore(from: number): void;
  /** All buckets, at the current place in the numbering. What waits for the next frame is in it too. */
  snapshot(epoch: string, asOf: number): Frame;
  /** What changed since the last frame, with the next number; null when nothing did. */
  nextFrame(epoch: string, asOf: number): Frame | null;
}

/** A room that holds the sums of these rows, which are all that there are from that bucket on. */
export function createRoom(view: View, rows: Iterable<LiveRow>, start: number): Room {
  const name = roomOf(view);
  const buckets = new Map<number, Map<BucketKey, Cell>>();
  const changed = new Set<Cell>();
  let from = Number.NEGATIVE_INFINITY;
  let newest: number | null = null;
  let seq = 0;

  const cellAt = (key: BucketKey, bucket: number): Cell => {
    let cells = buckets.get(bucket);
    if (cells === undefined) {
      cells = new Map();
      buckets.set(bucket, cells);
    }
    let cell = cells.get(key);
    if (cell === undefined) {
      cell = { key, bucket, rev: 0, value: 0 };
      cells.set(key, cell);
    }
    return cell;
  };
  const add = ({ row, n, rev }: Change): Cell => {
    const cell = cellAt(keyOf(view.breakdowns, row), row.bucket);
    cell.value += n;
    cell.rev += rev;
    see(row.newest);
    return cell;
  };
  const sumUp = (all: Iterable<LiveRow>, oldest: number) => {
    buckets.clear();
    changed.clear();
    newest = null;
    from = oldest;
    for (const row of all) if (matches(view, row)) add({ row, n: row.n, rev: row.rev });
  };
  const see = (time: number | null) => {
    if (time !== null && (newest === null || time > newest)) newest = time;
  };
  // The newest event leaves the window last, so when it is out nothing is shown.
  const shownNewest = () => (newest === null || bucketOf(newest, view.grain) < from ? null : newest);
  const cut = (epoch: string, asOf: number, cells: Iterable<Cell>): Frame => ({
    room: name,
    epoch,
    seq,
    asOf,
    newest: shownNewest(),
    buckets: Array.from(cells, ({ key, bucket, rev, value }): Bucket => [key, bucket, rev, value]),
  });
  const allCells = function* () {
    for (const cells of buckets.values()) yield* cells.values();
  };

  sumUp(rows, start);
  return {
    name,
    view,
    members: new Set(),
    emptySince: null,
    from: () => from,
    add(change) {
      if (change.row.bucket < from) return false;
      changed.add(add(change));
      return true;
    },
    set({ key, bucket, rev, value, newest: time }) {
      const cell = cellAt(key, bucket);
      cell.rev = rev;
      cell.value = value;
      changed.add(cell);
      see(time);
    },
    refill(rows, start) {
      sumUp(rows, start);
      for (const cell of allCells()) changed.add(cell);
    },
    forgetBefore(start) {
      if (start <= from) return;
      from = start;
      for (const [bucket, cells] of buckets) {
        if (bucket >= start) continue;
        for (const cell of cells.values()) changed.delete(cell);
        buckets.delete(bucket);
      }
    },
    snapshot: (epoch, asOf) => cut(epoch, asOf, allCells()),
    nextFrame(epoch, asOf) {
      if (changed.size === 0) return null;
      seq++;
      const frame = cut(epoch, asOf, changed);
      changed.clear();
      return frame;
    },
  };
}
