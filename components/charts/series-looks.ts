import { type Dimension, type OneSeries, valuesOfDimension } from "../../server/counting/series/contract.ts";
import { categoryLooks, type SeriesLook } from "./category-colours.ts";
import { keyName, type SourceNames } from "./dimension-names.ts";

// chart-3 stays out, as it does for categories: its green lies too near the status "ok" on a plot of several lines.
const slots = [
  { colour: "var(--chart-2)", dash: "6 2" },
  { colour: "var(--chart-4)", dash: "8 2 2 2" },
  { colour: "var(--chart-5)", dash: "1 3" },
  { colour: "var(--chart-6)", dash: "12 3" },
] as const;

/** So many keys have a line of their own beside the whole; the rest are one line. */
export const keysDrawn = slots.length;
/** Longer names are cut at the end of a line; tooltip and table write them out. */
const shortLetters = 15;

export const wholeKey = "whole";
const othersKey = "others";

export function wholeLook(name: string): SeriesLook {
  return { key: wholeKey, name, short: "All", colour: "var(--chart-1)", dash: null };
}

export function othersLook(keys: number): SeriesLook {
  const name = keys === 1 ? "1 other" : `${keys} others`;
  return { key: othersKey, name, short: name, colour: "var(--chart-other)", dash: "3 2" };
}

/**
 * How the lines of a breakdown look. Each value has a slot by its id: a category with a colour of its own keeps it
 * always, any other takes the next free slot where two meet. Never more than four.
 */
export function keyLooks(
  breakdowns: readonly Dimension[],
  drawn: readonly OneSeries[],
  sources: SourceNames,
): SeriesLook[] {
  const taken = new Map<string, number>();
  const wanted = drawn.slice(0, keysDrawn).map(({ key, values }) => ({ key, slot: slotOf(breakdowns, values) }));
  const inOrder = wanted.toSorted((a, b) => Number(b.slot.own) - Number(a.slot.own) || (a.key < b.key ? -1 : 1));
  for (const { key, slot } of inOrder) {
    const free = slots.map((_, turn) => (slot.index + turn) % slots.length);
    const used = new Set(taken.values());
    taken.set(key, free.find((index) => !used.has(index)) ?? 0);
  }
  return drawn.slice(0, keysDrawn).map(({ key, values }) => {
    const name = keyName(breakdowns, values, sources);
    const own = categoryLooks.find((look) => breakdowns.length === 1 && look.key === key);
    return { key, name, short: own?.short ?? shortened(name), ...(slots[taken.get(key) ?? 0] ?? slots[0]) };
  });
}

function slotOf(breakdowns: readonly Dimension[], values: readonly string[]): { index: number; own: boolean } {
  const own = breakdowns.length === 1 ? categoryLooks.findIndex(({ key }) => key === values[0]) : -1;
  if (own >= 0) return { index: own, own: true };
  const places = breakdowns.map((dimension, index) => placeOf(dimension, values[index] ?? ""));
  return { index: places.reduce((sum, place) => sum + place, 0) % slots.length, own: false };
}

function placeOf(dimension: Dimension, value: string): number {
  if (dimension === "source") return Number(value);
  return Math.max(0, valuesOfDimension[dimension].indexOf(value));
}

function shortened(name: string): string {
  const letters = [...name];
  return letters.length <= shortLetters
    ? name
    : `${letters
        .slice(0, shortLetters - 1)
        .join("")
        .trimEnd()}…`;
}
