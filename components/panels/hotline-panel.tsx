"use client";

import { useMemo, useRef } from "react";
import type { HotlineBoard } from "../../server/hotline/contract.ts";
import { grainMs } from "../../server/kernel/grains.ts";
import { BarHotlineCases, casesSentence, UrgencyLegend } from "../charts/bar-hotline-cases.tsx";
import { acknowledgeSentence, DotAcknowledge } from "../charts/dot-acknowledge.tsx";
import { marksSentence } from "../charts/plot-marks.ts";
import { emptied, insteadOfCases, isOld, streamLiveness } from "../live/liveness.ts";
import { useHotlineView, useServerSecond } from "../live/use-connection.ts";
import { useZone } from "../shell/use-scope.ts";
import { Panel } from "./panel.tsx";
import { noticeHeight, PanelBody, PanelNotice } from "./panel-state.tsx";
import { TwinButton } from "./twin-button.tsx";
import { useBoard } from "./use-board.ts";
import { kindsOf, useMarks } from "./use-marks.ts";
import { useTableTwin } from "./use-table-twin.ts";

const barsHeight = 160;
const dotsHeight = 92;
const plotHeight = barsHeight + dotsHeight;
const wordsHeight = 56;
/** Cases are not counted by dimensions: what concerns everything is said on their chart, and nothing else. */
const drawn = [null];

/** Cases an hour by urgency over the last day, and below each hour how fast they were acknowledged. */
export function HotlinePanel({ initial }: { initial: HotlineBoard }) {
  const element = useRef<HTMLDivElement>(null);
  const board = useBoard(initial);
  const view = useHotlineView();
  const now = useServerSecond();
  const zone = useZone();
  const [table, toggleTable] = useTableTwin(element);
  const cases = board.perHour.reduce((sum, { counts }) => sum + Object.values(counts).reduce((a, b) => a + b, 0), 0);
  const liveness = emptied(streamLiveness(view, now), cases === 0, "no case");
  const shown = liveness.state !== "forbidden";
  const [first, last] = [board.perHour.at(0)?.hour ?? 0, board.perHour.at(-1)?.hour ?? 0];
  const span = useMemo(
    () => ({ from: first, settled: last, to: last + grainMs.hour, watermark: null, step: grainMs.hour }),
    [first, last],
  );
  const marks = useMarks(span, drawn, zone);
  const height = isOld(liveness) ? plotHeight - noticeHeight : plotHeight;
  return (
    <div
      ref={element}
      data-twin=""
      data-testid="chart-hotline"
      data-total={shown ? cases : ""}
      data-as-of={board.asOf}
      data-state={liveness.state}
      data-marks={kindsOf(marks)}
      className="min-w-0"
    >
      <Panel
        id="hotline-cases"
        title="Hotline"
        unit="cases / hour, last 24 h"
        summary={shown ? `${casesSentence(board.perHour)}${marksSentence(marks)}` : undefined}
        liveness={liveness}
        aside={<TwinButton shown={table} toggle={toggleTable} what="hotline cases per hour" />}
      >
        {shown ? (
          <div className="flex flex-col justify-center px-4" style={{ minHeight: wordsHeight }}>
            <UrgencyLegend perHour={board.perHour} />
            <p className="mt-1 text-sm text-muted-foreground">
              {acknowledgeSentence(board.toAcknowledge)}. Below: dot p50, ring longest, dashes the internal target.
            </p>
          </div>
        ) : null}
        <PanelBody
          liveness={insteadOfCases(liveness, cases === 0)}
          what="Hotline cases"
          height={shown ? height : plotHeight + wordsHeight}
          empty={
            <>
              <p className="text-foreground">No case in the last 24 hours.</p>
              <p>
                A partner authority's system raises one with a key of scope hotline; it appears on every open screen.
              </p>
            </>
          }
        >
          <BarHotlineCases
            perHour={board.perHour}
            zone={zone}
            height={table ? height : height - dotsHeight}
            asTable={table}
            muted={isOld(liveness)}
            marks={marks}
          />
          {table ? null : <DotAcknowledge times={board.toAcknowledge} height={dotsHeight} muted={isOld(liveness)} />}
        </PanelBody>
        <PanelNotice liveness={liveness} zone={zone} />
      </Panel>
    </div>
  );
}
