"use client";

import { type KeyboardEvent, type PointerEvent, useState } from "react";
import type { PlotScale, TimeRow } from "./plot-scale.ts";

/** Which point is looked at: held here, so that it survives whatever the data does. */
export interface PlotCursor {
  bucket: number;
  /** The series that the arrow keys are on. */
  series: string | null;
  pinned: boolean;
}

/** Arrow keys move by one, PageUp and PageDown by so many points. */
const pageOfPoints = 10;

/** The cursor of a plot: it follows pointer and arrow keys, a click or Enter pins it, Escape lets it go. */
export function usePlotCursor(rows: readonly TimeRow[], series: readonly string[], scale: PlotScale) {
  const [cursor, setCursor] = useState<PlotCursor | null>(null);
  const found = cursor === null ? -1 : rows.findIndex(({ bucket }) => bucket === cursor.bucket);

  function goTo(index: number): void {
    const row = rows[Math.min(rows.length - 1, Math.max(0, index))];
    if (row) setCursor((before) => ({ series: null, pinned: false, ...before, bucket: row.bucket }));
  }

  function nearest(event: PointerEvent): number {
    const x = event.clientX - event.currentTarget.getBoundingClientRect().left;
    const distance = ({ bucket }: TimeRow) => Math.abs(scale.x(bucket) - x);
    return rows.reduce((best, row, index) => (distance(row) < distance(rows[best] ?? row) ? index : best), 0);
  }

  function goToSeries(by: number): void {
    const at = cursor?.series ? series.indexOf(cursor.series) : by > 0 ? -1 : 0;
    const next = series[(at + by + series.length) % series.length] ?? null;
    setCursor((before) => (before ? { ...before, series: next } : before));
  }

  const moves: Record<string, () => void> = {
    ArrowLeft: () => goTo(found - 1),
    ArrowRight: () => goTo(found + 1),
    PageUp: () => goTo(found - pageOfPoints),
    PageDown: () => goTo(found + pageOfPoints),
    Home: () => goTo(0),
    End: () => goTo(rows.length - 1),
    ArrowUp: () => goToSeries(-1),
    ArrowDown: () => goToSeries(1),
    Enter: () => setCursor((before) => before && { ...before, pinned: !before.pinned }),
    Escape: () => setCursor(null),
  };

  return {
    cursor: found < 0 ? null : cursor,
    index: found,
    handlers: {
      onFocus: () => {
        if (found < 0) goTo(rows.length - 1);
      },
      onBlur: () => setCursor((before) => (before?.pinned ? before : null)),
      onPointerMove: (event: PointerEvent) => {
        if (!cursor?.pinned) goTo(nearest(event));
      },
      onPointerLeave: () => setCursor((before) => (before?.pinned ? before : null)),
      onPointerUp: (event: PointerEvent) => {
        const bucket = rows[nearest(event)]?.bucket;
        if (bucket === undefined) return;
        const again = cursor?.pinned && (cursor.bucket === bucket || event.pointerType !== "touch");
        setCursor(again ? { ...cursor, pinned: false } : { bucket, series: null, pinned: true });
      },
      onKeyDown: (event: KeyboardEvent) => {
        const move = moves[event.key];
        if (!move || event.altKey || event.ctrlKey || event.metaKey) return;
        event.preventDefault();
        if (event.key === "Escape") event.stopPropagation();
        move();
      },
    },
  };
}
