"use client";

import { useQuery } from "@tanstack/react-query";
import type { ChangeAnswer, MovedValue } from "../../server/counting/change/contract.ts";
import type { Dimension } from "../../server/counting/series/contract.ts";
import { grainMs } from "../../server/kernel/grains.ts";
import { dimensionNames, type SourceNames, valueName } from "../charts/dimension-names.ts";
import { pointWords, stretchWords } from "../charts/point-times.ts";
import { isOld } from "../live/liveness.ts";
import { usePaused } from "../live/use-connection.ts";
import { useTRPC } from "../shell/api.tsx";
import { comparisonNames, useZone } from "../shell/use-scope.ts";
import { cn } from "../ui/cn.ts";
import { fullNumber, signedNumber } from "../ui/format-number.ts";
import { utc, type Zone } from "../ui/format-time.ts";
import { changeQuestion } from "./change-question.ts";
import { countedKinds } from "./missing-shares.ts";
import { Panel } from "./panel.tsx";
import { PanelBody } from "./panel-state.tsx";
import { RefreshLine, useSourceNames } from "./series-frame.tsx";
import type { Exploration } from "./use-explore.ts";
import { useHeld } from "./use-held.ts";
import { useAskedSeries, useWindow } from "./use-series.ts";
import { useSeriesLiveness } from "./use-series-liveness.ts";

const shownAtMost = 8;
const askAgainMs = 60_000;

/** Which values of which dimensions explain most of the change against the compared stretch, or the one before. */
export function WhatMoved({
  explored,
  onChoose,
}: {
  explored: Exploration;
  onChoose: (dimension: Dimension, value: string) => void;
}) {
  const { measure, filter, compare } = explored;
  const trpc = useTRPC();
  const paused = usePaused() !== null;
  const sources = useSourceNames();
  const zone = useZone();
  const { from: thisMinute } = useWindow("minute", { last: grainMs.minute });
  const question = changeQuestion(explored, thisMinute);
  const options = trpc.series.explain.queryOptions(question);
  const answered = useQuery({ ...options, staleTime: askAgainMs, refetchInterval: paused ? false : askAgainMs });
  const asked = useAskedSeries<ChangeAnswer>(answered, question, askAgainMs);
  const { shown, handlers } = useHeld(asked.data);
  const liveness = useSeriesLiveness(asked, {
    empty: asked.data !== undefined && holdsNothing(asked.data),
    kinds: countedKinds(measure),
    source: filter.source,
  });
  const old = liveness !== null && isOld(liveness);
  const against = compare ? comparisonNames[compare].short : "the period before";
  return (
    <div data-testid="what-moved" data-change={shown?.change ?? ""}>
      <Panel
        id="what-moved"
        title="What moved"
        unit={`vs ${against}`}
        liveness={liveness}
        className="border-b border-border-strong pb-2"
      >
        <RefreshLine shown={asked.refreshing} />
        <PanelBody
          liveness={liveness}
          failed={asked}
          what="What moved"
          height={106}
          empty={asked.data ? sentence(asked.data) : null}
        >
          {shown ? (
            <div className={cn(old && "text-muted-foreground")} {...handlers}>
              <p className="px-4 text-secondary-foreground">{sentence(shown)}</p>
              <p className="px-4 pb-1 text-sm text-muted-foreground">{stretches(shown, zone)}</p>
              <ul>
                {shown.moved.slice(0, shownAtMost).map((one) => (
                  <Row key={`${one.dimension} ${one.value}`} one={one} sources={sources} onChoose={onChoose} />
                ))}
              </ul>
            </div>
          ) : null}
        </PanelBody>
      </Panel>
    </div>
  );
}

function Row({
  one,
  sources,
  onChoose,
}: {
  one: MovedValue;
  sources: SourceNames;
  onChoose: (dimension: Dimension, value: string) => void;
}) {
  const { dimension, value, before, after, change, shareOfChange } = one;
  const name = valueName(dimension, value, sources);
  return (
    <li>
      <button
        type="button"
        onClick={() => onChoose(dimension, value)}
        title={`${fullNumber(before)} before, ${fullNumber(after)} now. Show only ${name}`}
        className="grid w-full grid-cols-[minmax(0,1fr)_auto_56px] items-center gap-x-2 px-4 py-1.5 text-left outline-offset-[-2px] hover:bg-secondary max-md:min-h-11"
      >
        <span className="truncate">
          {name} <span className="text-sm text-muted-foreground">{dimensionNames[dimension].toLowerCase()}</span>
        </span>
        <span className="text-right font-medium">{signedNumber(change)}</span>
        <span className="text-right text-sm text-secondary-foreground">
          {shareOfChange === null ? "" : `${Math.round(shareOfChange * 100)}\u00A0%`}
        </span>
      </button>
    </li>
  );
}

/** "14:02–14:42 against 13:22–14:02 UTC": whole minutes, hours or days, so not quite the chart's. */
function stretches({ from, to, comparedFrom, comparedTo, asOf }: ChangeAnswer, zone: Zone): string {
  const days = [from, to, comparedFrom, comparedTo].every((instant) => instant % grainMs.day === 0);
  const stretch = (start: number, end: number) =>
    days ? pointWords(start, end - start, utc) : stretchWords(start, end, asOf, zone);
  return `${stretch(from, to)} against ${stretch(comparedFrom, comparedTo)} ${days ? "UTC days" : zone.label}`;
}

/** Nothing in either stretch, or one of them not known whole. */
function holdsNothing({ before, after }: ChangeAnswer): boolean {
  return before === null || after === null || (before === 0 && after === 0);
}

function sentence({ before, after, change, moved, notCounted }: ChangeAnswer): string {
  if (before === null || after === null || change === null) {
    return "One of the two stretches is not known whole, so nothing is explained.";
  }
  if (before === 0 && after === 0) return "Nothing was counted in either stretch, so nothing moved.";
  const sums = `${fullNumber(before)} before, ${fullNumber(after)} now`;
  const left =
    notCounted.length > 0 ? ` Not looked into: ${notCounted.map((by) => dimensionNames[by]).join(", ")}.` : "";
  if (before === 0 || after === 0) return `${sums}: there is nothing to set one against the other.${left}`;
  if (moved.length === 0) return `${sums}: nothing moved beyond chance.${left}`;
  return `${sums}, ${signedNumber(change)}. Most of it, by share of the change:${left}`;
}
