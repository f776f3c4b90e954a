"use client";

import { AbuseChart } from "./abuse-chart.tsx";
import { AccountsChart } from "./accounts-chart.tsx";
import { CountryGrowth } from "./country-growth.tsx";
import { useGrowthScope } from "./use-growth-scope.ts";
import { UsersChart } from "./users-chart.tsx";

/** The whole page Growth. */
export function GrowthBoard({ mayExport }: { mayExport: boolean }) {
  const scope = useGrowthScope();
  return (
    <div className="flex flex-col xl:grid xl:grid-cols-[minmax(0,1fr)_440px]">
      <div className="min-w-0 xl:border-r">
        <UsersChart scope={scope} />
        <div className="border-t border-border">
          <AccountsChart scope={scope} />
        </div>
        <div className="border-t border-border">
          <AbuseChart scope={scope} />
        </div>
      </div>
      <aside aria-label="Where they come from and leave" className="min-w-0 max-xl:border-t">
        <CountryGrowth scope={scope} mayExport={mayExport} />
      </aside>
    </div>
  );
}
