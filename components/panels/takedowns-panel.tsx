"use client";

import { memo, useMemo, useRef } from "react";
import type { Kind } from "../../server/counting/contract.ts";
import { sumSince } from "../charts/bucket-series.ts";
import { LineTakedowns } from "../charts/line-takedowns.tsx";
import { marksSentence } from "../charts/plot-marks.ts";
import { takedownsDrawing } from "../charts/takedowns-drawing.ts";
import { useSameParts } from "../charts/use-same-parts.ts";
import { isOld, type Missing, partly } from "../live/liveness.ts";
import { useLiveChart } from "../live/use-live-windows.ts";
import { takedownsByCategory, takedownsBySubject, takedownsByTiming } from "../live/views.ts";
import { type LiveRange, liveRanges, useLiveRange, useZone } from "../shell/use-scope.ts";
import { fullNumber } from "../ui/format-number.ts";
import { timeOfDay, type Zone } from "../ui/format-time.ts";
import { FirstEvent } from "./first-event.tsx";
import { Panel } from "./panel.tsx";
import { ChartState, noticeHeight, PanelBody, PanelNotice } from "./panel-state.tsx";
import { TwinButton } from "./twin-button.tsx";
import { type Earlier, earlierDay, useEarlier } from "./use-earlier.ts";
import { kindsOf, useMarks } from "./use-marks.ts";
import { useMissing } from "./use-missing.ts";
import { useTableTwin } from "./use-table-twin.ts";

const plotHeight = 280;
const drawn = [{ measure: "takedowns" as const, filter: {} }];
const late = ["late", "date_only"];
const kinds: readonly Kind[] = ["decision"];

/** Takedowns by category, live: the first chart of Now. */
export function TakedownsPanel() {
  const earlier = useEarlier(takedownsBySubject);
  return <LiveTakedowns range={useLiveRange()} zone={useZone()} missing={useMissing(kinds)} {...earlier} />;
}

/** What moves with every commit is apart from what is asked for and set, which every commit would ask again. */
const LiveTakedowns = memo(function LiveTakedowns({
  range,
  zone,
  missing,
  answer,
  shift,
}: Earlier & { range: LiveRange; zone: Zone; missing: Missing | null }) {
  const element = useRef<HTMLDivElement>(null);
  const { grain, buckets, name } = liveRanges[range];
  const views = useMemo(() => [takedownsByCategory(grain), takedownsByTiming(grain)], [grain]);
  const { rooms, at } = useLiveChart(views, element);
  const [table, toggleTable] = useTableTwin(element, true);
  const day = earlierDay(shift, at, zone);
  const drawing = useSameParts(
    useMemo(() => takedownsDrawing(rooms, at, grain, { answer, shift }), [rooms, at, grain, answer, shift]),
  );
  const { span } = drawing;
  const liveness = partly(drawing.liveness, missing);
  const marks = useMarks(span, drawn, zone);
  const height = isOld(liveness) ? plotHeight - noticeHeight : plotHeight;
  const timing = rooms[1];
  const lateCount = timing ? sumSince(timing.window, late, span.from) : 0;
  return (
    <div
      ref={element}
      data-twin=""
      data-testid="chart-takedowns"
      data-total={drawing.total}
      data-as-of={drawing.asOf ?? ""}
      data-from={span.from}
      data-grain={grain}
      data-state={liveness.state}
      data-marks={kindsOf(marks)}
    >
      <Panel
        id="takedowns"
        title="Takedowns by category"
        unit={grain === "10s" ? "/ 10 s" : "/ min"}
        summary={`${drawing.summary(name.toLowerCase())}${marksSentence(marks)}`}
        liveness={liveness}
        badge={<ChartState views={views.slice(0, 1)} gap={drawing.gap} kinds={kinds} />}
        aside={
          <>
            {lateCount > 0 ? (
              <span
                className="min-w-34"
                title="Events more than 15 minutes old on receipt, or dated without a time of day"
              >
                + {fullNumber(lateCount)} late, not drawn
              </span>
            ) : null}
            {drawing.compared ? (
              <span className="flex items-center gap-1.5 whitespace-nowrap max-md:hidden">
                <svg width="20" height="2" aria-hidden="true">
                  <path d="M0 1H20" stroke="var(--muted-foreground)" strokeDasharray="3 3" />
                </svg>
                {day}
              </span>
            ) : null}
            <span
              className={liveness.state === "empty" || span.watermark !== null ? "hidden" : "min-w-48 max-xl:hidden"}
            >
              since {timeOfDay(span.settled, zone)} so far {fullNumber(drawing.filling)}
            </span>
            <span className="max-md:hidden">{buckets}, event time</span>
            <TwinButton shown={table} toggle={toggleTable} what="takedowns by category" />
          </>
        }
      >
        <PanelBody
          liveness={liveness.state === "loading" ? null : liveness}
          what="Takedowns by category"
          height={plotHeight}
          empty={<FirstEvent what={`No takedown in the ${name.toLowerCase()}.`} />}
        >
          <LineTakedowns drawing={drawing} zone={zone} height={height} asTable={table} marks={marks} />
        </PanelBody>
        <PanelNotice liveness={liveness} zone={zone} />
      </Panel>
    </div>
  );
});
