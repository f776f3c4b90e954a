"use client";

import dynamic from "next/dynamic";
import { useRef } from "react";
import type { Watched } from "../../server/alerts/rule/contract.ts";
import { fullNumber } from "../ui/format-number.ts";
import { shortInstant, type Zone } from "../ui/format-time.ts";
import { measureNames } from "./dimension-names.ts";
import { useWidth } from "./use-width.ts";
import { watchedSentence } from "./watched-words.ts";

const WatchedLine = dynamic(() => import("./watched-line.tsx").then((charts) => charts.WatchedLine), { ssr: false });

const height = 168;
const bounds = { above: "fires above", below: "fires below", absent: "" } as const;

/** What a rule counted around the moment at which it fired, a minute a point. `now`: epoch ms. */
export function LineWatched({ watched, zone, now }: { watched: Watched; zone: Zone; now: number }) {
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const { measure, breakdowns, filter, comparison, value, firedAt } = watched;
  const unit = measure === "total_users" ? "" : " / min";
  const filtered = Object.keys(filter).length > 0 ? ", as the rule filters" : "";
  const narrowed = breakdowns.length > 0 ? ", of what the alert names" : filtered;
  return (
    <figure aria-labelledby="watched-title" data-testid="watched" className="m-0 mt-4">
      <figcaption id="watched-title" className="flex flex-wrap items-baseline gap-x-3">
        <span className="text-base font-medium">
          {measureNames[measure]}
          <span className="font-normal text-muted-foreground">
            {unit}
            {narrowed}
          </span>
        </span>
        <span className="text-sm text-secondary-foreground">
          {value === null ? "fires at none" : `${bounds[comparison]} ${fullNumber(value)}`}, fired{" "}
          {shortInstant(firedAt, now, zone)} {zone.label}
        </span>
        <span className="sr-only">{watchedSentence(watched, zone)}</span>
      </figcaption>
      <div ref={box} style={{ height }} aria-hidden="true" className="relative mt-1 -ml-4">
        {width > 0 ? <WatchedLine watched={watched} zone={zone} width={width} height={height} /> : null}
        <span className="absolute bottom-[7px] left-0 w-[52px] text-right text-sm text-muted-foreground">
          {zone.label}
        </span>
      </div>
    </figure>
  );
}
