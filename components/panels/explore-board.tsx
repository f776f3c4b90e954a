"use client";

import { type Dimension, dimensionsOf } from "../../server/counting/series/contract.ts";
import { ExploreChart } from "./explore-chart.tsx";
import { ExploreRanks } from "./explore-ranks.tsx";
import { type Exploration, useExplore } from "./use-explore.ts";

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

/** The whole page Explore. */
export function ExploreBoard() {
  const [explored, set] = useExplore(30 * 86_400_000);
  return (
    <div className="flex flex-col xl:grid xl:grid-cols-[minmax(0,1fr)_312px]">
      <div className="min-w-0 xl:border-r">
        <ExploreChart explored={explored} />
      </div>
      <aside aria-label="What it is made of" className="min-w-0">
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
  );
}

function listsOf({ measure, breakdowns, filter }: Exploration): Dimension[] {
  const known = dimensionsOf(measure);
  const said = new Set<string>([...breakdowns, ...Object.keys(filter)]);
  return listedFirst.filter((dimension) => known.includes(dimension) && !said.has(dimension)).slice(0, 2);
}
