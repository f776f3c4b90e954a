"use client";

import type { Comparison } from "../../server/counting/series/contract.ts";
import { Pick } from "../ui/pick.tsx";
import {
  comparisonNames,
  type Range,
  ranges,
  useComparison,
  useRange,
  useZoneChoice,
  type ZoneChoice,
} from "./use-scope.ts";

const zones: { value: ZoneChoice; label: string; shown: string }[] = [
  { value: "utc", label: "UTC", shown: "UTC" },
  { value: "local", label: "Local: the zone of this computer", shown: "Local" },
];
const comparisons = [
  ...(Object.keys(comparisonNames) as Comparison[]).map((value) => ({
    value,
    label: comparisonNames[value].name,
    shown: `vs ${comparisonNames[value].short}`,
  })),
  { value: "none" as const, label: "Nothing", shown: "nothing" },
];

/** What a page can show of the scope; what it cannot, it leaves in the address for the next page. */
export interface Scope {
  ranges: readonly Range[];
  range: Range;
  /** The page's own comparison; undefined where it has none. */
  comparison?: Comparison | null;
}

/** Range, comparison and zone, each in the address. */
export function ScopeControls({ scope }: { scope?: Scope }) {
  const [zone, setZone] = useZoneChoice();
  return (
    <>
      {scope ? <RangePick scope={scope} /> : null}
      {scope && scope.comparison !== undefined ? <ComparisonPick fallback={scope.comparison} /> : null}
      <Pick label="Zone" value={zone} options={zones} onChange={(value) => void setZone(value)} shortcut="zone" />
    </>
  );
}

function RangePick({ scope }: { scope: Scope }) {
  const [range, setRange] = useRange(scope.ranges, scope.range);
  const options = scope.ranges.map((value) => ({ value, label: ranges[value].name }));
  return <Pick label="Range" value={range} options={options} onChange={setRange} shortcut="range" />;
}

function ComparisonPick({ fallback }: { fallback: Comparison | null }) {
  const [comparison, setComparison] = useComparison(fallback);
  return (
    <Pick
      label="Compare"
      value={comparison ?? "none"}
      options={comparisons}
      onChange={(value) => setComparison(value === "none" ? null : value)}
      shortcut="compare"
    />
  );
}
