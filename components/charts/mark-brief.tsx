"use client";

import { kindLooks } from "./annotation-kinds.ts";
import type { PlotMark } from "./plot-marks.ts";

/** The newest mark of a small chart, and how many more there are; in full for the pointer and the screen reader. */
export function MarkBrief({ marks }: { marks: readonly PlotMark[] }) {
  const newest = marks.at(-1);
  if (!newest) return null;
  const { Icon } = kindLooks[newest.kind];
  const all = marks.map(({ words }) => words).join("; ");
  return (
    <span className="flex min-w-0 max-w-32 items-center gap-1" title={all} data-testid="mark-brief">
      <Icon size={10} className="flex-none" aria-hidden />
      <span className="truncate" aria-hidden="true">
        {newest.label}
      </span>
      {marks.length > 1 ? <span aria-hidden="true">+{marks.length - 1}</span> : null}
      <span className="sr-only">{all}</span>
    </span>
  );
}
