"use client";

import type { Dimension, RankedTotal, TotalsAnswer } from "../../server/counting/series/contract.ts";
import { grainMs } from "../../server/kernel/grains.ts";
import { dimensionNames, type SourceNames, valueName } from "../charts/dimension-names.ts";
import { isOld } from "../live/liveness.ts";
import { comparisonNames, useZone } from "../shell/use-scope.ts";
import { cn } from "../ui/cn.ts";
import { fullNumber, signedNumber } from "../ui/format-number.ts";
import { shortInstant } from "../ui/format-time.ts";
import { coarserOf, finestGrain, grainNames } from "./explore-grains.ts";
import { countedKinds } from "./missing-shares.ts";
import { Panel } from "./panel.tsx";
import { PanelBody } from "./panel-state.tsx";
import { RefreshLine, useSourceNames } from "./series-frame.tsx";
import type { Exploration } from "./use-explore.ts";
import { useHeld } from "./use-held.ts";
import { useTotals, useWindow } from "./use-series.ts";
import { useSeriesLiveness } from "./use-series-liveness.ts";

const rowsShown = 8;
const rowHeight = 30;

/** The values of one dimension in the range, largest first, with share and change. A press keeps only that value. */
export function ExploreRanks({
  explored,
  dimension,
  onChoose,
}: {
  explored: Exploration;
  dimension: Dimension;
  /** What a press on a value does. */
  onChoose: (value: string) => void;
}) {
  const { measure, filter, grain: chartGrain, compare, length } = explored;
  const zone = useZone();
  const sources = useSourceNames();
  const dimensions = [dimension, ...(Object.keys(filter) as Dimension[])];
  const grain = coarserOf(chartGrain, finestGrain(dimensions));
  const window = useWindow(grain, { last: Math.max(length, grainMs[grain]) });
  // A part is never set against a whole: with a comparison only complete buckets count.
  const back = compare === null ? 0 : grainMs[grain];
  const asked = useTotals(
    {
      measure,
      filter,
      grain,
      from: Math.max(0, window.from - back),
      to: window.to - back,
      breakdowns: [dimension],
      ...(compare && { compare }),
    },
    window.moving,
  );
  const { shown, handlers } = useHeld(asked.data);
  const liveness = useSeriesLiveness(asked, {
    empty: asked.data?.ranked.length === 0,
    kinds: countedKinds(measure),
    source: filter.source,
  });
  const old = liveness !== null && isOld(liveness);
  const name = dimensionNames[dimension].toLowerCase();
  const until = `complete up to ${shortInstant(window.to - back, window.to, zone)}`;
  return (
    <div data-testid={`ranks-${dimension}`} data-total={asked.data?.total ?? ""} data-grain={grain}>
      <Panel
        id={`ranks-${dimension}`}
        title={`By ${name}`}
        unit={compare ? `vs ${comparisonNames[compare].short}` : null}
        liveness={liveness}
        aside={
          <span title={grain === chartGrain ? undefined : `Counted by ${grainNames[grain]}`}>
            {compare ? until : grain === chartGrain ? null : `whole ${grainNames[grain]}`}
          </span>
        }
        className="border-b border-border-strong pb-2"
      >
        <RefreshLine shown={asked.refreshing} />
        <PanelBody
          liveness={liveness}
          failed={asked}
          what={`By ${name}`}
          height={rowHeight * 3}
          empty="Nothing was counted."
        >
          {shown ? (
            <ul className={cn(old && "text-muted-foreground")} {...handlers}>
              {shown.ranked.slice(0, rowsShown).map((one) => (
                <RankRow key={one.key} one={one} dimension={dimension} sources={sources} onChoose={onChoose} />
              ))}
              <OthersRow answer={shown} />
            </ul>
          ) : null}
        </PanelBody>
      </Panel>
    </div>
  );
}

function RankRow({
  one,
  dimension,
  sources,
  onChoose,
}: {
  one: RankedTotal;
  dimension: Dimension;
  sources: SourceNames;
  onChoose: (value: string) => void;
}) {
  const value = one.values[0] ?? "";
  const name = valueName(dimension, value, sources);
  return (
    <li className="relative">
      <button
        type="button"
        onClick={() => onChoose(value)}
        title={`Show only ${name}`}
        data-value={value}
        className={cn(
          columnsOf(one.change),
          "w-full items-center gap-x-2 px-4 py-1.5 text-left outline-offset-[-2px] hover:bg-secondary max-md:min-h-11",
        )}
      >
        <span className="truncate">{name}</span>
        <Figures total={one.total} share={one.share} change={one.change} />
      </button>
      <Bar share={one.share} />
    </li>
  );
}

/** All that is not in the rows above. */
function OthersRow({ answer }: { answer: TotalsAnswer }) {
  const rest = answer.keys - Math.min(rowsShown, answer.ranked.length);
  if (rest <= 0 || answer.total === null) return null;
  const shown = answer.ranked.slice(0, rowsShown);
  const total = answer.total - shown.reduce((sum, one) => sum + one.total, 0);
  const known = answer.comparedTotal !== null && shown.every(({ compared }) => compared !== null);
  const before = known ? (answer.comparedTotal ?? 0) - shown.reduce((sum, one) => sum + (one.compared ?? 0), 0) : null;
  const share = answer.total === 0 ? null : total / answer.total;
  const change = before === null ? null : total - before;
  return (
    <li className="relative">
      <span className={cn(columnsOf(change), "items-center gap-x-2 px-4 py-1.5 text-secondary-foreground")}>
        <span>{rest} others</span>
        <Figures total={total} share={share} change={change} />
      </span>
      <Bar share={share} />
    </li>
  );
}

/** Names have the room that a change would take. */
function columnsOf(change: number | null): string {
  return change === null ? "grid grid-cols-[minmax(0,1fr)_auto_44px]" : "grid grid-cols-[minmax(0,1fr)_auto_44px_64px]";
}

function Figures({ total, share, change }: { total: number; share: number | null; change: number | null }) {
  return (
    <>
      <span className="text-right font-medium">{fullNumber(total)}</span>
      <span className="text-right text-sm text-secondary-foreground">{share === null ? "" : percent(share)}</span>
      {change === null ? null : (
        <span className="text-right text-sm text-secondary-foreground">{signedNumber(change)}</span>
      )}
    </>
  );
}

function Bar({ share }: { share: number | null }) {
  return (
    <span
      className="pointer-events-none absolute bottom-0 left-4 h-0.5 bg-input forced-color-adjust-none"
      style={{ width: `calc((100% - 32px) * ${share ?? 0})` }}
      aria-hidden="true"
    />
  );
}

/** A share that is something is never written as nothing. */
function percent(share: number): string {
  const value = 100 * share;
  if (value > 0 && value < 0.1) return "<0.1\u00A0%";
  return `${value >= 10 || value === 0 ? Math.round(value) : value.toFixed(1)}\u00A0%`;
}
