"use client";

import { memo, useMemo, useRef } from "react";
import { dimensionNames, measureNames, valueName } from "../charts/dimension-names.ts";
import { LineSeries, zoneOf } from "../charts/line-series.tsx";
import { marksSentence } from "../charts/plot-marks.ts";
import { stepWords } from "../charts/point-times.ts";
import { seriesDrawing, seriesSentence } from "../charts/series-drawing.ts";
import { isOld } from "../live/liveness.ts";
import { useZone } from "../shell/use-scope.ts";
import { fullNumber } from "../ui/format-number.ts";
import { dayAndTime } from "../ui/format-time.ts";
import { countedKinds } from "./missing-shares.ts";
import { Panel } from "./panel.tsx";
import { noticeHeight, PanelBody, PanelNotice } from "./panel-state.tsx";
import { RefreshLine, useSourceNames } from "./series-frame.tsx";
import { TwinButton } from "./twin-button.tsx";
import type { Exploration } from "./use-explore.ts";
import { kindsOf, useMarks } from "./use-marks.ts";
import { useSeries } from "./use-series.ts";
import { useSeriesLiveness } from "./use-series-liveness.ts";
import { useTableTwin } from "./use-table-twin.ts";

const plotHeight = 420;
const dataHeight = 260;
const Chart = memo(LineSeries);

/** The one large chart of Explore. */
export function ExploreChart({ explored }: { explored: Exploration }) {
  const element = useRef<HTMLDivElement>(null);
  const { measure, breakdowns, filter, grain, compare, window } = explored;
  const chosenZone = useZone();
  const sources = useSourceNames();
  const [table, toggleTable] = useTableTwin(element, true);
  const question = { measure, breakdowns: [...breakdowns], filter, grain, from: window.from, to: window.to };
  const asked = useSeries({ ...question, ...(compare && { compare }) }, window.moving);
  const { data } = asked;
  const drawing = useMemo(
    () => (data ? seriesDrawing(data, { measure: measureNames[measure], breakdowns, sources }) : null),
    [data, measure, breakdowns, sources],
  );
  const marks = useMarks(drawing?.span, [{ measure, filter }], chosenZone);
  const total = data ? sumOfTotals(data) : null;
  const liveness = useSeriesLiveness(asked, {
    empty: total === null || total === 0,
    kinds: countedKinds(measure),
    source: filter.source,
  });
  const zone = drawing ? zoneOf(drawing, chosenZone) : chosenZone;
  const old = liveness !== null && isOld(liveness);
  const height = old ? plotHeight - noticeHeight : plotHeight;
  const by = breakdowns.map((dimension) => dimensionNames[dimension].toLowerCase()).join(" and ");
  const only = Object.entries(filter).map(([dimension, value]) =>
    valueName(dimension as keyof typeof dimensionNames, String(value), sources),
  );
  const title = [measureNames[measure], ...only].join(", ");
  const what = by ? `${title}, by ${by}` : title;
  return (
    <div
      ref={element}
      data-twin=""
      data-testid="chart-explore"
      data-state={liveness?.state ?? "past"}
      data-marks={kindsOf(marks)}
      data-total={total ?? ""}
      data-as-of={data?.asOf ?? ""}
      data-from={data?.from ?? ""}
      data-to={data?.to ?? ""}
      data-grain={data?.grain ?? ""}
      data-step={data?.step ?? ""}
    >
      <Panel
        id="explore"
        title={title}
        liveness={liveness}
        unit={
          <>
            {drawing ? `/ ${stepWords(drawing.span.step)}` : null}
            {by ? `, by ${by}` : null}
          </>
        }
        summary={
          drawing ? `${seriesSentence(drawing, what, zone)}${marksSentence(marks)}` : `${what}: nothing is drawn yet.`
        }
        className="pt-1"
        aside={
          <>
            {drawing?.late ? (
              <span title="Events more than 15 minutes old on receipt, or dated without a time of day">
                + {fullNumber(drawing.late)} late, not drawn
              </span>
            ) : null}
            {drawing?.filling ? (
              <span className="max-xl:hidden">last point so far since {dayAndTime(drawing.filling.bucket, zone)}</span>
            ) : null}
            <TwinButton shown={table} toggle={toggleTable} what={what} />
          </>
        }
      >
        <RefreshLine shown={asked.refreshing} />
        <PanelBody
          liveness={liveness}
          failed={asked}
          what={what}
          height={height}
          empty={`Nothing was counted of “${what}” in this range.`}
        >
          {drawing ? (
            <Chart
              drawing={drawing}
              label={what}
              zone={chosenZone}
              height={height}
              asTable={table}
              muted={old}
              marks={marks}
            />
          ) : null}
        </PanelBody>
        {drawing && !table && total ? (
          <section aria-labelledby="explore-data" className="border-t border-border max-xl:hidden">
            <h3 id="explore-data" className="flex h-8 items-center gap-2 px-4 font-medium">
              Data <span className="font-normal text-muted-foreground">the same figures as the chart</span>
            </h3>
            <Chart
              drawing={drawing}
              label={`${what}, data`}
              zone={chosenZone}
              height={dataHeight}
              asTable
              muted={old}
              marks={marks}
            />
          </section>
        ) : null}
        {liveness ? <PanelNotice liveness={liveness} zone={chosenZone} /> : null}
      </Panel>
    </div>
  );
}

/** Sum of all that is drawn; null when nothing is known. */
function sumOfTotals({
  series,
  other,
}: {
  series: readonly { total: number | null }[];
  other: { total: number | null } | null;
}) {
  const known = [...series, ...(other ? [other] : [])].flatMap(({ total }) => total ?? []);
  return known.length === 0 ? null : known.reduce((sum, one) => sum + one, 0);
}
