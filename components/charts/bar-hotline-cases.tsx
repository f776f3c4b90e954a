"use client";

import dynamic from "next/dynamic";
import { memo, useRef } from "react";
import type { CasesPerHour } from "../../server/hotline/contract.ts";
import { shortInstant, type Zone } from "../ui/format-time.ts";
import type { SeriesLook } from "./category-colours.ts";
import { noteAt, type PlotMark } from "./plot-marks.ts";
import { TableTwin } from "./table-twin.tsx";
import { urgencyLooks } from "./urgency-looks.ts";
import { useWidth } from "./use-width.ts";

const HotlineBars = dynamic(() => import("./hotline-bars.tsx").then((charts) => charts.HotlineBars), { ssr: false });

/** Cases an hour by urgency, one bar an hour, parts of a whole; or the same as a table. */
export const BarHotlineCases = memo(function BarHotlineCases({
  perHour,
  zone,
  height,
  asTable,
  muted,
  marks,
}: {
  perHour: readonly CasesPerHour[];
  zone: Zone;
  height: number;
  asTable: boolean;
  muted: boolean;
  marks: readonly PlotMark[];
}) {
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const now = perHour.at(-1)?.hour ?? 0;
  return (
    <div ref={box} style={{ height }}>
      {asTable ? (
        <TableTwin
          caption="Hotline cases per hour by urgency, last 24 hours, newest first"
          bucketName={`Hour from, ${zone.label}`}
          columns={urgencyLooks}
          rows={perHour.map(({ hour, counts }) => ({
            bucket: hour,
            label: shortInstant(hour, now, zone),
            values: counts,
            note: noteAt(marks, hour),
          }))}
          height={height}
        />
      ) : width > 0 ? (
        <HotlineBars perHour={perHour} zone={zone} width={width} height={height} muted={muted} marks={marks} />
      ) : null}
    </div>
  );
});

/** What each part of a bar stands for, with its sum over the hours shown. */
export function UrgencyLegend({ perHour }: { perHour: readonly CasesPerHour[] }) {
  return (
    <ul className="flex flex-wrap gap-x-4 text-sm text-secondary-foreground">
      {urgencyLooks.map((look) => (
        <li key={look.key} className="flex items-center gap-1.5">
          <Square look={look} hollow={look.hollow} />
          {look.name} <span className="font-medium text-foreground">{sumOf(perHour, look.key)}</span>
        </li>
      ))}
    </ul>
  );
}

function Square({ look, hollow }: { look: SeriesLook; hollow: boolean }) {
  return (
    <svg width="10" height="10" aria-hidden="true">
      <rect x=".5" y=".5" width="9" height="9" fill={hollow ? "none" : look.colour} stroke={look.colour} />
    </svg>
  );
}

function sumOf(perHour: readonly CasesPerHour[], key: (typeof urgencyLooks)[number]["key"]): number {
  return perHour.reduce((sum, { counts }) => sum + counts[key], 0);
}

/** The bars in one sentence: how many cases, of which urgency, and the fullest hour. */
export function casesSentence(perHour: readonly CasesPerHour[]): string {
  const perBar = perHour.map(({ counts }) => Object.values(counts).reduce((sum, count) => sum + count, 0));
  const all = perBar.reduce((sum, count) => sum + count, 0);
  if (all === 0) return "Hotline cases, last 24 hours: none.";
  const parts = urgencyLooks.map((look) => `${sumOf(perHour, look.key)} ${look.name.toLowerCase()}`);
  return `Hotline cases, last 24 hours: ${all} (${parts.join(", ")}), at most ${Math.max(...perBar)} in one hour.`;
}
