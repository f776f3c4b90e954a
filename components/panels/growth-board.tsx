"use client";

import { AbuseChart } from "./abuse-chart.tsx";
import { AccountsChart } from "./accounts-chart.tsx";
import { ExploreRanks } from "./explore-ranks.tsx";
import { useGrowthScope } from "./use-growth-scope.ts";
import { UsersChart } from "./users-chart.tsx";

/** The whole page Growth. */
export function GrowthBoard() {
  const scope = useGrowthScope();
  const { grain, window, compare, length } = scope;
  const listed = { breakdowns: [], filter: {}, grain, possible: [grain], grainChosen: true, compare, window, length };
  return (
    <div className="flex flex-col xl:grid xl:grid-cols-[minmax(0,1fr)_312px]">
      <div className="min-w-0 xl:border-r">
        <UsersChart scope={scope} />
        <div className="border-t border-border">
          <AccountsChart scope={scope} />
        </div>
        <div className="border-t border-border">
          <AbuseChart scope={scope} />
        </div>
      </div>
      <aside aria-label="By country" className="min-w-0">
        <ExploreRanks explored={{ measure: "sign_ups", ...listed }} dimension="country" title="Sign-ups by country" />
        <ExploreRanks explored={{ measure: "deletions", ...listed }} dimension="country" title="Deletions by country" />
      </aside>
    </div>
  );
}
