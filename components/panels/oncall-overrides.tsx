"use client";

import type { ListedOverride } from "../../server/oncall/override/contract.ts";
import type { ScheduleOnBoard } from "../../server/oncall/schedule/contract.ts";
import { useServerSecond } from "../live/use-connection.ts";
import { useZone } from "../shell/use-scope.ts";
import { Button } from "../ui/button.tsx";
import { fullNumber } from "../ui/format-number.ts";
import { OldNotice } from "./asked-state.tsx";
import type { OncallDeed } from "./oncall-dialogs.tsx";
import { inBoth, zoneOf } from "./oncall-words.ts";
import { Panel } from "./panel.tsx";
import { PanelBody } from "./panel-state.tsx";
import type { Asked } from "./use-asked.ts";

/** Overrides that have not ended. */
export function OncallOverrides({
  asked,
  schedules,
  onDeed,
}: {
  asked: Asked<ListedOverride[]>;
  schedules: readonly ScheduleOnBoard[];
  onDeed: (deed: OncallDeed) => void;
}) {
  const zone = useZone();
  const now = useServerSecond();
  const overrides = asked.data ?? [];
  const none = asked.data !== undefined && overrides.length === 0;
  return (
    <Panel
      id="overrides"
      title="Overrides"
      unit={asked.data ? fullNumber(overrides.length) : null}
      className="border-t border-border-strong pt-1"
      liveness={asked.liveness}
      aside={<OldNotice asked={asked} zone={zone} />}
    >
      <PanelBody
        liveness={none ? { state: "empty" } : asked.liveness}
        failed={asked}
        what="Overrides"
        height={56}
        empty={<p>None lies ahead: the rotations decide.</p>}
      >
        <ul className="pb-2 text-sm">
          {overrides.map((override) => {
            const schedule = schedules.find(({ id }) => id === override.scheduleId);
            const there = zoneOf(schedule?.zone ?? "UTC");
            const { person, from, to, agreed, createdBy } = override;
            const begun = from <= now;
            return (
              <li key={override.id} className="flex flex-wrap items-center gap-x-4 border-t border-border px-4 py-1">
                <span className="min-w-0 grow basis-60 [overflow-wrap:anywhere]">
                  <b className="font-medium">{person}</b> in {schedule?.name ?? "a schedule"}
                  <span className="text-muted-foreground">
                    {" "}
                    by {createdBy}
                    {agreed ? `, agreed by ${person}` : ""}
                  </span>
                </span>
                <span className="text-secondary-foreground tabular-nums">
                  {begun ? "since " : ""}
                  {inBoth(from, there, zone)} to {inBoth(to, there, zone)}
                </span>
                {override.mayChange ? (
                  <Button
                    size="small"
                    variant="danger"
                    aria-label={`${begun ? "End" : "Delete"} the override of ${person}`}
                    onClick={() => onDeed({ name: "end-override", override })}
                  >
                    {begun ? "End" : "Delete"}
                  </Button>
                ) : null}
              </li>
            );
          })}
        </ul>
      </PanelBody>
    </Panel>
  );
}
