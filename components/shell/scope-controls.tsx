"use client";

import { Segmented } from "../ui/segmented.tsx";
import { type Range, rangeLooks, useRange, useZoneChoice, type ZoneChoice } from "./use-scope.ts";

const ranges = (Object.keys(rangeLooks) as Range[]).map((value) => ({
  value,
  label: rangeLooks[value].name,
  hint: rangeLooks[value].buckets,
}));
const zones: { value: ZoneChoice; label: string; hint: string }[] = [
  { value: "utc", label: "UTC", hint: "Times in UTC" },
  { value: "local", label: "Local", hint: "Times in the zone of this computer" },
];

/** What is drawn: how far back, and in which zone its times are written. Both stand in the address. */
export function ScopeControls() {
  const [range, setRange] = useRange();
  return (
    <>
      <Segmented label="Range" value={range} options={ranges} onChange={(value) => void setRange(value)} />
      <span className="mx-1 h-3 w-px bg-border-strong" aria-hidden="true" />
      <ZoneControl />
    </>
  );
}

/** The zone alone, for pages whose range is their own. */
export function ZoneControl() {
  const [zone, setZone] = useZoneChoice();
  return <Segmented label="Time zone" value={zone} options={zones} onChange={(value) => void setZone(value)} />;
}
