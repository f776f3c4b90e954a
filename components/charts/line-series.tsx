"use client";

import { useMemo, useRef } from "react";
import { utc, type Zone } from "../ui/format-time.ts";
import { LatePlot } from "./late-plot.ts";
import { noteAt, type PlotMark } from "./plot-marks.ts";
import { rowWords } from "./point-times.ts";
import type { DrawnLine, SeriesDrawing } from "./series-drawing.ts";
import { TableTwin, type TwinRow } from "./table-twin.tsx";
import { useWidth } from "./use-width.ts";

const labelRoom = 164;
const labelRoomNarrow = 128;
const dayMs = 86_400_000;
const earlierKey = "earlier";
const changeKey = "change";
const noMarks: readonly PlotMark[] = [];

const utcDays: Zone = { ...utc, label: "UTC days" };

/** Days are UTC days in every zone, and say so. */
export function zoneOf({ span }: SeriesDrawing, zone: Zone): Zone {
  return span.step < dayMs ? zone : utcDays;
}

/** Lines over time of what `series.read` answered, or the same as a table. */
export function LineSeries({
  drawing,
  label,
  zone: chosenZone,
  height,
  asTable,
  muted = false,
  marks = noMarks,
  fromZero,
}: {
  drawing: SeriesDrawing;
  /** What is drawn, in a few words. */
  label: string;
  zone: Zone;
  height: number;
  asTable: boolean;
  /** Grey: what is drawn was true, but may not be now. */
  muted?: boolean;
  marks?: readonly PlotMark[];
  fromZero?: boolean;
}) {
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const zone = zoneOf(drawing, chosenZone);
  const rows = useMemo(() => (asTable ? tableRows(drawing, zone, marks) : []), [asTable, drawing, zone, marks]);
  return (
    <div ref={box} style={{ height }}>
      {asTable ? (
        <TableTwin
          caption={`${label}, newest first`}
          bucketName={`From, ${zone.label}`}
          columns={tableColumns(drawing)}
          rows={rows}
          height={height}
        />
      ) : width > 0 ? (
        <LatePlot
          looks={drawing.looks}
          rows={drawing.rows}
          span={drawing.span}
          filling={drawing.filling}
          comparedKey={drawing.comparedKey}
          fromZero={fromZero}
          whole={drawing.whole}
          zone={zone}
          width={width}
          height={height}
          right={width > 600 ? labelRoom : labelRoomNarrow}
          label={label}
          muted={muted}
          marks={marks}
        />
      ) : null}
    </div>
  );
}

function tableColumns({ columns, comparedKey }: SeriesDrawing) {
  const lines = columns.map(({ look }) => ({ key: look.key, name: look.name }));
  if (comparedKey === undefined) return lines;
  return [...lines, { key: earlierKey, name: "Earlier" }, { key: changeKey, name: "Change", signed: true }];
}

/** Each point that is known or filling, with every line, what it is set against, and what is to be said of it. */
function tableRows(drawing: SeriesDrawing, zone: Zone, marks: readonly PlotMark[]): TwinRow[] {
  const { times, comparedTimes, span, columns, asOf } = drawing;
  const oneDay = span.to - span.from <= dayMs;
  const first = columns[0];
  return times
    .filter((time) => time <= asOf)
    .map((bucket, index) => {
      const soFar = bucket + span.step > asOf;
      const earlier = comparedTimes?.[index];
      const value = first?.points[index] ?? null;
      const before = first?.comparedPoints?.[index] ?? null;
      const change = soFar || value === null || before === null ? null : value - before;
      const notes = [
        ...(soFar ? ["so far"] : []),
        ...(earlier === undefined ? [] : [`against ${rowWords(earlier, span.step, zone, false)}`]),
        noteAt(marks, bucket) ?? [],
      ].flat();
      return {
        bucket,
        label: rowWords(bucket, span.step, zone, oneDay),
        values: { ...lineValues(columns, index), ...(comparedTimes && { [earlierKey]: before, [changeKey]: change }) },
        note: notes.length > 0 ? notes.join("; ") : undefined,
      };
    });
}

function lineValues(columns: readonly DrawnLine[], index: number): Record<string, number | null> {
  return Object.fromEntries(columns.map(({ look, points }) => [look.key, points[index] ?? null]));
}
