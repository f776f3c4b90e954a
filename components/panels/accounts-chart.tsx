"use client";

import { useMemo, useRef } from "react";
import type { Kind } from "../../server/counting/contract.ts";
import type { ReadSeries } from "../../server/counting/series/contract.ts";
import { growthLooks } from "../charts/growth-drawing.ts";
import { LineSeries, zoneOf } from "../charts/line-series.tsx";
import { marksSentence } from "../charts/plot-marks.ts";
import { drawingOf, lineOf, seriesSentence } from "../charts/series-drawing.ts";
import { isOld } from "../live/liveness.ts";
import { useZone } from "../shell/use-scope.ts";
import { fullNumber, signedNumber } from "../ui/format-number.ts";
import { Panel } from "./panel.tsx";
import { noticeHeight, PanelBody, PanelNotice } from "./panel-state.tsx";
import { RefreshLine } from "./series-frame.tsx";
import { TwinButton } from "./twin-button.tsx";
import type { GrowthScope } from "./use-growth-scope.ts";
import { kindsOf, useMarks } from "./use-marks.ts";
import { useSeries } from "./use-series.ts";
import { useSeriesLiveness } from "./use-series-liveness.ts";
import { useTableTwin } from "./use-table-twin.ts";

const plotHeight = 240;
const drawn = (["sign_ups", "deletions"] as const).map((measure) => ({ measure, filter: {} }));
const kinds: readonly Kind[] = ["accounts_created", "accounts_deleted"];
const netLook = { key: "net", name: "Net", short: "Net", colour: "var(--chart-other)", dash: "3 2" };

/** Sign-ups and deletions over time, and what they come to. */
export function AccountsChart({ scope: { grain, window, compare } }: { scope: GrowthScope }) {
  const element = useRef<HTMLDivElement>(null);
  const zone = useZone();
  const [table, toggleTable] = useTableTwin(element);
  const question: Omit<ReadSeries, "measure"> = {
    breakdowns: [],
    filter: {},
    grain,
    from: window.from,
    to: window.to,
    ...(compare && { compare }),
  };
  const created = useSeries({ measure: "sign_ups", ...question }, window.moving);
  const deleted = useSeries({ measure: "deletions", ...question }, window.moving);
  const signUps = created.data?.series[0];
  const deletions = deleted.data?.series[0];
  const empty = (signUps?.total ?? 0) === 0 && (deletions?.total ?? 0) === 0;
  // One state for two questions: that of the one which is not answered, else of the first.
  const asked = created.data === undefined ? created : deleted.data === undefined ? deleted : created;
  const liveness = useSeriesLiveness(asked, { empty, kinds });
  const drawing = useMemo(() => {
    const [signUpLook, deletionLook] = growthLooks;
    if (!created.data || !signUps || !deletions || !signUpLook || !deletionLook) return null;
    const net = signUps.points.map((came, index) => {
      const went = deletions.points[index] ?? null;
      return came === null || went === null ? null : came - went;
    });
    const lines = [lineOf(signUpLook, signUps), lineOf(deletionLook, deletions)];
    const columns = [...lines, { look: netLook, points: net, comparedPoints: null }];
    return drawingOf(created.data, lines, { columns });
  }, [created.data, signUps, deletions]);
  const marks = useMarks(drawing?.span, drawn, zone);
  const old = liveness !== null && isOld(liveness);
  const height = old ? plotHeight - noticeHeight : plotHeight;
  const net = (signUps?.total ?? 0) - (deletions?.total ?? 0);
  return (
    <div
      ref={element}
      data-twin=""
      data-testid="chart-accounts"
      data-marks={kindsOf(marks)}
      data-net={drawing ? net : ""}
      data-state={liveness?.state}
    >
      <Panel
        id="accounts"
        title="Sign-ups and deletions"
        unit={grain === "hour" ? "/ h" : "/ UTC day"}
        summary={
          drawing
            ? `${fullNumber(signUps?.total ?? 0)} signed up, ${fullNumber(deletions?.total ?? 0)} deleted. ${seriesSentence(drawing, "Sign-ups", zoneOf(drawing, zone))}${marksSentence(marks)}`
            : "Sign-ups and deletions: nothing is drawn yet."
        }
        className="pt-1"
        liveness={liveness}
        aside={<TwinButton shown={table} toggle={toggleTable} what="sign-ups and deletions" />}
      >
        <RefreshLine shown={created.refreshing || deleted.refreshing} />
        <p className="px-4 pb-1 text-secondary-foreground">
          {drawing ? (
            <>
              {fullNumber(signUps?.total ?? 0)} signed up, {fullNumber(deletions?.total ?? 0)} deleted:{" "}
              <b className="font-medium text-foreground">{signedNumber(net)} net</b>
            </>
          ) : (
            "\u00A0"
          )}
        </p>
        <PanelBody
          liveness={liveness}
          failed={asked}
          what="Sign-ups and deletions"
          height={height}
          empty="Nobody signed up and nobody left in this range."
        >
          {drawing ? (
            <LineSeries
              drawing={drawing}
              label="Sign-ups and deletions"
              zone={zone}
              height={height}
              asTable={table}
              muted={old}
              marks={marks}
            />
          ) : null}
        </PanelBody>
        {liveness ? <PanelNotice liveness={liveness} zone={zone} /> : null}
      </Panel>
    </div>
  );
}
