"use client";

import { useMemo, useRef } from "react";
import { isOld } from "../live/liveness.ts";
import { timeOfDay, type Zone } from "../ui/format-time.ts";
import { allLook, categoryLooks, othersLook } from "./category-colours.ts";
import { LatePlot } from "./late-plot.ts";
import { noteAt, type PlotMark } from "./plot-marks.ts";
import type { TimeRow } from "./plot-scale.ts";
import { TableTwin } from "./table-twin.tsx";
import type { TakedownsDrawing } from "./takedowns-drawing.ts";
import { useWidth } from "./use-width.ts";

const looks = [allLook, ...categoryLooks, othersLook];
const noRows: TimeRow[] = [];
const labelRoom = 164;
const labelRoomNarrow = 128;

/** One line a category over time, or the same as a table. */
export function LineTakedowns({
  drawing,
  zone,
  height,
  asTable,
  marks,
}: {
  drawing: TakedownsDrawing;
  zone: Zone;
  height: number;
  asTable: boolean;
  marks: readonly PlotMark[];
}) {
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const { rows, span, liveness, filling } = drawing;
  const soFar = useMemo(() => ({ bucket: span.settled, values: { [allLook.key]: filling } }), [span, filling]);
  return (
    <div ref={box} style={{ height }}>
      {asTable ? (
        <TableTwin
          caption={`Takedowns by category, buckets of ${span.grain === "10s" ? "10 seconds" : "1 minute"}, newest first`}
          bucketName={`From, ${zone.label}`}
          columns={drawing.columns}
          rows={drawing.tableRows().map((row) => ({
            ...row,
            label: timeOfDay(row.bucket, zone),
            note: noteAt(marks, row.bucket),
          }))}
          height={height}
        />
      ) : width > 0 ? (
        <LatePlot
          looks={looks}
          rows={liveness.state === "loading" ? noRows : rows}
          span={span}
          zone={zone}
          width={width}
          height={height}
          right={width > 600 ? labelRoom : labelRoomNarrow}
          label="Takedowns by category over time"
          comparedKey={drawing.compared ? allLook.key : undefined}
          whole={allLook.key}
          filling={liveness.state === "loading" ? undefined : soFar}
          muted={isOld(liveness)}
          marks={marks}
        />
      ) : null}
    </div>
  );
}
