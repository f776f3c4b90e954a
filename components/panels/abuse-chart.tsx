"use client";

import { useMemo, useRef } from "react";
import type { Kind } from "../../server/counting/contract.ts";
import type { ReadSeries } from "../../server/counting/series/contract.ts";
import { abuseRatio, bestLag } from "../charts/abuse-lag.ts";
import { LineSeries, zoneOf } from "../charts/line-series.tsx";
import { marksSentence } from "../charts/plot-marks.ts";
import { stepWords } from "../charts/point-times.ts";
import { drawingOf, seriesSentence } from "../charts/series-drawing.ts";
import { isOld } from "../live/liveness.ts";
import { useZone } from "../shell/use-scope.ts";
import { fullNumber } from "../ui/format-number.ts";
import { Pick } from "../ui/pick.tsx";
import { Panel } from "./panel.tsx";
import { noticeHeight, PanelBody, PanelNotice } from "./panel-state.tsx";
import { RefreshLine } from "./series-frame.tsx";
import { TwinButton } from "./twin-button.tsx";
import type { GrowthScope } from "./use-growth-scope.ts";
import { kindsOf, useMarks } from "./use-marks.ts";
import { useSeries } from "./use-series.ts";
import { useSeriesLiveness } from "./use-series-liveness.ts";
import { useTableTwin } from "./use-table-twin.ts";

const plotHeight = 180;
const drawnSignUps = [{ measure: "sign_ups" as const, filter: {} }];
const drawnRatio = [{ measure: "decisions" as const, filter: {} }, ...drawnSignUps];
const kinds: readonly Kind[] = ["decision", "accounts_created"];
const ratioLook = {
  key: "abuse",
  name: "Abuse per 1 000 new accounts",
  short: "Abuse",
  colour: "var(--chart-4)",
  dash: null,
};
const signUpLook = { key: "sign_ups", name: "Sign-ups", short: "Sign-ups", colour: "var(--chart-1)", dash: null };

/** Does the surge outrun moderation: decisions for each 1,000 sign-ups of so long before, above the sign-ups. */
export function AbuseChart({ scope }: { scope: GrowthScope }) {
  const { grain, window, possible, lag, setLag } = scope;
  const element = useRef<HTMLDivElement>(null);
  const zone = useZone();
  const [table, toggleTable] = useTableTwin(element);
  // Both reach back by the longest lag, so that their points lie on the same times.
  const reach = possible.at(-1) ?? 0;
  const from = Math.max(0, window.from - reach);
  const question: Omit<ReadSeries, "measure"> = { breakdowns: [], filter: {}, grain, from, to: window.to };
  const decided = useSeries({ measure: "decisions", ...question }, window.moving);
  const created = useSeries({ measure: "sign_ups", ...question }, window.moving);
  const decisions = decided.data?.series[0]?.points;
  const signUps = created.data?.series[0]?.points;
  const step = decided.data?.step ?? 1;
  const drawn = useMemo(() => {
    const { data } = decided;
    if (!data || !created.data || !decisions || !signUps) return null;
    const ratio = abuseRatio(decisions, signUps, lag / data.step);
    const first = Math.max(
      0,
      data.times.findIndex((time) => time >= window.from),
    );
    const cut = { ...data, times: data.times.slice(first), compared: null };
    return {
      ratio: drawingOf(cut, [{ look: ratioLook, points: ratio.slice(first), comparedPoints: null }]),
      signUps: drawingOf(cut, [{ look: signUpLook, points: signUps.slice(first), comparedPoints: null }]),
      known: ratio.slice(first).flatMap((value) => value ?? []),
      best: bestLag(
        decisions.slice(0, -1),
        signUps.slice(0, -1),
        possible.map((one) => one / data.step),
      ),
    };
  }, [decided, created.data, decisions, signUps, lag, possible, window.from]);
  // One state for two questions: that of the one which is not answered, else of the first.
  const asked = decided.data === undefined ? decided : created.data === undefined ? created : decided;
  const liveness = useSeriesLiveness(asked, { empty: drawn !== null && drawn.known.length === 0, kinds });
  const marks = useMarks(drawn?.ratio.span, drawnRatio, zone);
  const signUpMarks = useMarks(drawn?.signUps.span, drawnSignUps, zone);
  const old = liveness !== null && isOld(liveness);
  const height = old ? plotHeight - noticeHeight / 2 : plotHeight;
  const options = possible.map((one) => ({ value: String(one), label: lagWords(one) }));
  return (
    <div
      ref={element}
      data-twin=""
      data-testid="chart-abuse"
      data-marks={kindsOf(marks)}
      data-lag={lag}
      data-state={liveness?.state}
    >
      <Panel
        id="abuse"
        title="Abuse per 1 000 new accounts"
        summary={
          drawn
            ? `${summary(drawn.known)} ${seriesSentence(drawn.signUps, "Below it sign-ups", zoneOf(drawn.signUps, zone))}${marksSentence(marks)}`
            : "Abuse per 1 000 new accounts: nothing is drawn yet."
        }
        className="pt-1"
        liveness={liveness}
        aside={<TwinButton shown={table} toggle={toggleTable} what="abuse per 1 000 new accounts" />}
      >
        <RefreshLine shown={decided.refreshing || created.refreshing} />
        <div className="px-2 pb-1">
          <Pick
            label="Against sign-ups"
            value={String(lag)}
            options={options}
            onChange={(value) => setLag(Number(value))}
          />
        </div>
        <p className="px-4 pb-1 text-secondary-foreground" data-testid="lag-words">
          Decisions for each 1 000 sign-ups{lag === 0 ? " of the same time" : `, ${lagWords(lag)}`}.{" "}
          {drawn ? bestWords(drawn.best, step) : null}
        </p>
        <PanelBody
          liveness={liveness}
          failed={asked}
          what="Abuse per 1 000 new accounts"
          height={2 * height}
          empty="Nobody signed up in this range, so there is nothing to divide by."
        >
          {drawn ? (
            <>
              <LineSeries
                drawing={drawn.ratio}
                label="Abuse per 1 000 new accounts"
                zone={zone}
                height={height}
                asTable={table}
                muted={old}
                marks={marks}
              />
              <LineSeries
                drawing={drawn.signUps}
                label="Sign-ups"
                zone={zone}
                height={height}
                asTable={table}
                muted={old}
                marks={signUpMarks}
              />
            </>
          ) : null}
        </PanelBody>
        {liveness ? <PanelNotice liveness={liveness} zone={zone} /> : null}
      </Panel>
    </div>
  );
}

function lagWords(lag: number): string {
  return lag === 0 ? "of the same time" : `of ${stepWords(lag)} before`;
}

function summary(known: readonly number[]): string {
  const last = known.at(-1);
  if (last === undefined) return "Abuse per 1 000 new accounts: not known in this range.";
  return `Abuse per 1 000 new accounts: ${fullNumber(last)} in the last point, between ${fullNumber(Math.min(...known))} and ${fullNumber(Math.max(...known))}.`;
}

/** How well decisions follow sign-ups, and with which lag best; it says how sure that is. */
function bestWords(best: { lag: number; correlation: number } | null, step: number): string {
  if (best === null) return "Too few points to tell with which lag decisions follow sign-ups.";
  const value = best.correlation.toFixed(2).replace("-", "\u2212");
  if (best.correlation < 0.3)
    return `Decisions do not follow sign-ups at any lag offered (correlation at most ${value}).`;
  const strength = best.correlation < 0.6 ? "weakly" : best.correlation < 0.85 ? "clearly" : "closely";
  return `Decisions follow sign-ups ${strength}, best those ${lagWords(best.lag * step)} (correlation ${value}; not a cause).`;
}
