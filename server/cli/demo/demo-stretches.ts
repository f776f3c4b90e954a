import type { DemoRecord } from "./state-file.ts";

const day = 86_400;
const standingSeconds = 14 * day;
/** A little less than the feeder reaches back, as it begins a little later. */
const playedSeconds = 13 * 60;

/** What a start has to tell, epoch seconds. */
export interface Stretches {
  /** The first start: the days before it are the history, then come two weeks. */
  anchor: number;
  /** Not told whole yet, those of earlier starts that were cut off too. */
  fills: { from: number; to: number }[];
  /** From here on it is played second by second. */
  liveFrom: number;
}

/**
 * From a start at a second (epoch seconds) at so many times the usual rate: two weeks before the first, later what was
 * missed since the last, never anything twice. The last minutes are played as single events, as many at any rate.
 */
export function stretchesOf(
  known: Pick<DemoRecord, "anchor" | "fills" | "toldUntil">,
  start: number,
  times: number,
): Stretches {
  const reach = Math.max(60, Math.floor(playedSeconds / Math.max(1, times) / 60) * 60);
  const to = Math.floor((start - reach) / 60) * 60;
  const anchor = known.anchor ?? to;
  const from = Math.max(known.toldUntil, historyEnd(to));
  const fills = from < to ? [...known.fills, { from, to }] : known.fills;
  return { anchor, fills, liveFrom: Math.max(known.toldUntil, to) };
}

/** Start of the UTC day two weeks before the first start: the history ends there. Epoch seconds. */
export const historyEnd = (anchor: number) => Math.floor((anchor - standingSeconds) / day) * day;
