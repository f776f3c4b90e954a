"use client";

import { useEffect, useRef } from "react";
import type { ScheduleOutlook } from "../../server/oncall/schedule/contract.ts";
import { useZone } from "../shell/use-scope.ts";
import { StatusGlyph } from "../ui/status-glyph.tsx";
import { OncallTimeline } from "./oncall-timeline.tsx";
import { inBoth, zoneOf } from "./oncall-words.ts";

/** What would be on call if it were saved so: the lane, and the first hand-offs in words. */
export function OncallPreview({ outlook, emptied = [] }: { outlook: ScheduleOutlook; emptied?: readonly string[] }) {
  const viewer = useZone();
  const zone = zoneOf(outlook.zone);
  const section = useRef<HTMLElement>(null);
  // It comes below a long form, where nobody would see that it is there.
  useEffect(() => {
    section.current?.scrollIntoView({ block: "center" });
  }, []);
  const first = outlook.shifts.slice(0, 5);
  return (
    <section ref={section} aria-label="Preview" className="-mx-4 mt-4 border-y border-border py-2">
      <OncallTimeline outlook={outlook} />
      <ol className="px-4 pt-1 text-sm tabular-nums">
        {first.map((shift) => (
          <li key={shift.from} className="[overflow-wrap:anywhere]">
            <b className="font-medium">{shift.person}</b> from {inBoth(shift.from, zone, viewer)}
          </li>
        ))}
      </ol>
      {outlook.shifts.length > first.length ? (
        <p className="px-4 text-sm text-muted-foreground">
          and {outlook.shifts.length - first.length} shifts after them
        </p>
      ) : null}
      {emptied.map((name) => (
        <p key={name} className="flex gap-1.5 px-4 pt-1 text-sm text-critical [overflow-wrap:anywhere]">
          <StatusGlyph status="critical" size={10} className="mt-1" />
          The last level of the policy "{name}" would reach nobody: it will not be saved so.
        </p>
      ))}
    </section>
  );
}
