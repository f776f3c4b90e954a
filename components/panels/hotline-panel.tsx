"use client";

import { useMemo, useRef } from "react";
import type { HotlineBoard } from "../../server/hotline/contract.ts";
import { grainMs } from "../../server/kernel/grains.ts";
import { BarHotlineCases, casesSentence, UrgencyLegend } from "../charts/bar-hotline-cases.tsx";
import { marksSentence } from "../charts/plot-marks.ts";
import { emptied, hotlineLiveness, insteadOfCases, isOld } from "../live/liveness.ts";
import { useHotlineView, useServerSecond } from "../live/use-connection.ts";
import { useZone } from "../shell/use-scope.ts";
import { duration } from "../ui/format-duration.ts";
import type { isOpen } from "./hotline-words.ts";
import { Panel } from "./panel.tsx";
import { noticeHeight, PanelBody, PanelNotice } from "./panel-state.tsx";
import { TwinButton } from "./twin-button.tsx";
import { useBoard } from "./use-board.ts";
import { kindsOf, useMarks } from "./use-marks.ts";
import { useTableTwin } from "./use-table-twin.ts";

const plotHeight = 252;
const wordsHeight = 56;
/** Cases are not counted by dimensions: what concerns everything is said on their chart, and nothing else. */
const drawn = [null];

/** Cases an hour by urgency over the last day. */
export function HotlinePanel({ initial }: { initial: HotlineBoard }) {
  const element = useRef<HTMLDivElement>(null);
  const board = useBoard(initial);
  const view = useHotlineView();
  const now = useServerSecond();
  const zone = useZone();
  const [table, toggleTable] = useTableTwin(element);
  const cases = board.perHour.reduce((sum, { counts }) => sum + Object.values(counts).reduce((a, b) => a + b, 0), 0);
  const liveness = emptied(hotlineLiveness(view, now), cases === 0, "no case");
  const shown = liveness.state !== "forbidden";
  const [first, last] = [board.perHour.at(0)?.hour ?? 0, board.perHour.at(-1)?.hour ?? 0];
  const span = useMemo(
    () => ({ from: first, settled: last, to: last + grainMs.hour, watermark: null, step: grainMs.hour }),
    [first, last],
  );
  const marks = useMarks(span, drawn);
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
            <p className="mt-1 text-sm text-muted-foreground">{acknowledgedWords(view.cases.values())}</p>
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
            height={height}
            asTable={table}
            muted={isOld(liveness)}
            marks={marks}
          />
        </PanelBody>
        <PanelNotice liveness={liveness} zone={zone} />
      </Panel>
    </div>
  );
}

/** "Acknowledged in 38 s (p50), 2 m 04 s (p95), of 12": over the cases this screen knows, the last 24 hours. */
function acknowledgedWords(cases: Iterable<Parameters<typeof isOpen>[0]>): string {
  const times = [...cases]
    .flatMap(({ acknowledgement, receivedAt }) =>
      acknowledgement.at === null ? [] : [acknowledgement.at - receivedAt],
    )
    .sort((a, b) => a - b);
  if (times.length === 0) return "None acknowledged in the last 24 hours";
  return `Acknowledged in ${duration(rank(times, 0.5))} (p50), ${duration(rank(times, 0.95))} (p95), of ${times.length}`;
}

/** Nearest-rank percentile of sorted values. */
function rank(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
}
