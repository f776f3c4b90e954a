"use client";

import { useMemo, useRef } from "react";
import { isOld } from "../live/liveness.ts";
import { timeOfDay, type Zone } from "../ui/format-time.ts";
import { type GrowthDrawing, growthLooks } from "./growth-drawing.ts";
import { LatePlot } from "./late-plot.ts";
import { noteAt, type PlotMark } from "./plot-marks.ts";
import type { TimeRow } from "./plot-scale.ts";
import { TableTwin } from "./table-twin.tsx";
import { useWidth } from "./use-width.ts";

const noRows: TimeRow[] = [];
const labelRoom = 128;

/** Sign-ups and deletions over time, or the same as a table. */
export function LineGrowth({
  drawing,
  zone,
  height,
  asTable,
  marks,
}: {
  drawing: GrowthDrawing;
  zone: Zone;
  height: number;
  asTable: boolean;
  marks: readonly PlotMark[];
}) {
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const { rows, span, liveness, filling } = drawing;
  const soFar = useMemo(() => ({ bucket: span.settled, values: { sign_ups: filling } }), [span, filling]);
  return (
    <div ref={box} style={{ height }}>
      {asTable ? (
        <TableTwin
          caption={`Sign-ups and deletions, buckets of ${span.grain === "10s" ? "10 seconds" : "1 minute"}, newest first`}
          bucketName={`From, ${zone.label}`}
          columns={growthLooks}
          rows={drawing.tableRows().map((row) => ({
            ...row,
            label: timeOfDay(row.bucket, zone),
            note: noteAt(marks, row.bucket),
          }))}
          height={height}
        />
      ) : width > 0 ? (
        <LatePlot
          looks={growthLooks}
          rows={liveness.state === "loading" ? noRows : rows}
          span={span}
          zone={zone}
          width={width}
          height={height}
          right={labelRoom}
          label="Sign-ups and deletions over time"
          filling={liveness.state === "loading" ? undefined : soFar}
          muted={isOld(liveness)}
          marks={marks}
        />
      ) : null}
    </div>
  );
}
