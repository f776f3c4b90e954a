"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type Dimension, dimensionsOf } from "../../server/counting/series/contract.ts";
import { useLive } from "../live/live-provider.tsx";
import { useTRPC } from "../shell/api.tsx";
import { useProposedFilter } from "./annotation-desk.tsx";
import { ExploreBar } from "./explore-bar.tsx";
import { ExploreChart } from "./explore-chart.tsx";
import { ExploreRanks } from "./explore-ranks.tsx";
import { type Exploration, useExplore } from "./use-explore.ts";
import { WhatMoved } from "./what-moved.tsx";

/** The lists beside the chart are of the first two of these that it says nothing of. */
const listedFirst: readonly Dimension[] = [
  "country",
  "subject",
  "category",
  "source",
  "origin",
  "auto_detected",
  "auto_decided",
  "keyword_class",
  "effect",
  "timing",
];

const dayMs = 86_400_000;

/** The whole page Explore. */
export function ExploreBoard({ mayExport }: { mayExport: boolean }) {
  const trpc = useTRPC();
  const { seconds } = useLive();
  const { data } = useQuery({ ...trpc.series.first.queryOptions(), staleTime: Number.POSITIVE_INFINITY });
  const [loaded] = useState(() => seconds.read());
  // Whole days, so that the window of the range "all" moves no more often than others do.
  const everything = data?.first == null ? 30 * dayMs : Math.ceil((loaded - data.first) / dayMs + 1) * dayMs;
  const [explored, set] = useExplore(everything);
  useProposedFilter(explored.filter);
  return (
    <>
      <ExploreBar explored={explored} set={set} mayExport={mayExport} />
      <div className="flex flex-col xl:grid xl:grid-cols-[minmax(0,1fr)_312px]">
        <div className="min-w-0 xl:border-r">
          <ExploreChart explored={explored} />
        </div>
        <aside aria-label="What it is made of" className="min-w-0">
          <WhatMoved explored={explored} onChoose={set.only} />
          {listsOf(explored).map((dimension) => (
            <ExploreRanks
              key={dimension}
              explored={explored}
              dimension={dimension}
              onChoose={(value) => set.only(dimension, value)}
            />
          ))}
        </aside>
      </div>
    </>
  );
}

function listsOf({ measure, breakdowns, filter }: Exploration): Dimension[] {
  const known = dimensionsOf(measure);
  const said = new Set<string>([...breakdowns, ...Object.keys(filter)]);
  return listedFirst.filter((dimension) => known.includes(dimension) && !said.has(dimension)).slice(0, 2);
}
