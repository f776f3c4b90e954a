"use client";

import { ChevronRight } from "lucide-react";
import { useState } from "react";
import type { NamedShift, Reachability, ScheduleOnBoard } from "../../server/oncall/schedule/contract.ts";
import { useServerSecond } from "../live/use-connection.ts";
import { useZone } from "../shell/use-scope.ts";
import { useMay, useVisitor } from "../shell/visitor.tsx";
import { Button } from "../ui/button.tsx";
import { cn } from "../ui/cn.ts";
import { duration } from "../ui/format-duration.ts";
import { fullNumber } from "../ui/format-number.ts";
import type { Zone } from "../ui/format-time.ts";
import { StatusGlyph } from "../ui/status-glyph.tsx";
import { OldNotice } from "./asked-state.tsx";
import type { OncallDeed } from "./oncall-dialogs.tsx";
import { OncallTimeline } from "./oncall-timeline.tsx";
import { absenceWords, inBoth, reachWords, rotationLine, zoneOf } from "./oncall-words.ts";
import { Panel } from "./panel.tsx";
import { PanelBody } from "./panel-state.tsx";
import type { Asked } from "./use-asked.ts";

/** Every schedule: who is on call now, who is next and when, the next 14 days. */
export function OncallSchedules({
  asked,
  onDeed,
}: {
  asked: Asked<ScheduleOnBoard[]>;
  onDeed: (deed: OncallDeed) => void;
}) {
  const zone = useZone();
  const mayManage = useMay("oncall.manage");
  const schedules = asked.data ?? [];
  const none = asked.data !== undefined && schedules.length === 0;
  return (
    <Panel
      id="schedules"
      title="Schedules"
      unit={asked.data ? fullNumber(schedules.length) : null}
      className="pt-1"
      liveness={asked.liveness}
      aside={
        <>
          <OldNotice asked={asked} zone={zone} />
          {mayManage ? (
            <Button size="small" onClick={() => onDeed({ name: "schedule", schedule: null })}>
              New schedule
            </Button>
          ) : null}
        </>
      }
    >
      <PanelBody
        liveness={none ? { state: "empty" } : asked.liveness}
        failed={asked}
        what="Schedules"
        height={112}
        empty={
          <p className="pt-2">
            {mayManage
              ? "There is no schedule yet, so nobody is on call. Create one, then a policy that names it."
              : "There is no schedule yet, so nobody is on call. An administrator creates one here."}
          </p>
        }
      >
        <ul>
          {schedules.map((schedule) => (
            <OneSchedule key={schedule.id} schedule={schedule} old={asked.old} onDeed={onDeed} />
          ))}
        </ul>
      </PanelBody>
    </Panel>
  );
}

function OneSchedule({
  schedule,
  old,
  onDeed,
}: {
  schedule: ScheduleOnBoard;
  old: boolean;
  onDeed: (deed: OncallDeed) => void;
}) {
  const viewer = useZone();
  const zone = zoneOf(schedule.zone);
  const mayManage = useMay("oncall.manage");
  const mayOverride = useMay("oncall.override");
  const [open, setOpen] = useState(false);
  const { outlook, rotations } = schedule;
  return (
    <li
      data-testid={`schedule-${schedule.name}`}
      className={cn("border-t border-border pt-2 pb-3", old && "text-muted-foreground")}
    >
      <div className="flex flex-wrap items-start gap-x-6 gap-y-2 px-4">
        <div className="min-w-0 grow basis-72">
          <h3 className="truncate text-base font-semibold" title={schedule.name}>
            {schedule.name} <span className="font-normal text-muted-foreground">{schedule.zone}</span>
          </h3>
          <OnCallNow schedule={schedule} zone={zone} viewer={viewer} />
        </div>
        <div className="flex flex-wrap gap-2">
          {mayOverride ? (
            <Button size="small" onClick={() => onDeed({ name: "override", schedule, shift: schedule.now })}>
              Override
            </Button>
          ) : null}
          <Button size="small" onClick={() => onDeed({ name: "feed", schedule })}>
            Calendar link
          </Button>
          {mayManage ? (
            <>
              <Button size="small" onClick={() => onDeed({ name: "schedule", schedule })}>
                Change
              </Button>
              <Button size="small" variant="danger" onClick={() => onDeed({ name: "delete-schedule", schedule })}>
                Delete
              </Button>
            </>
          ) : null}
        </div>
      </div>
      <OncallTimeline outlook={outlook} />
      <details className="group px-4 pt-1" onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary className="inline-flex min-h-6 cursor-pointer items-center gap-1 text-sm text-secondary-foreground max-md:min-h-11">
          <ChevronRight size={14} className="group-open:rotate-90" aria-hidden />
          Shifts, gaps and rotations
        </summary>
        {/* What is in a closed box stands still: its colours would never come to rest. */}
        {open ? (
          <>
            <ol className="mt-1 text-sm">
              {rotations.map((rotation, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a rotation is known by its place among the layers
                <li key={index} className="[overflow-wrap:anywhere] text-secondary-foreground">
                  Layer {index + 1}, {rotation.name}: {rotationLine(rotation)}
                </li>
              ))}
            </ol>
            <ShiftList schedule={schedule} zone={zone} viewer={viewer} onDeed={mayOverride ? onDeed : null} />
          </>
        ) : null}
      </details>
      {outlook.absent.map(({ personId, person, why }) => (
        <p key={personId} className="flex gap-1.5 px-4 pt-1 text-sm [overflow-wrap:anywhere]">
          <StatusGlyph status="warning" size={10} className="mt-1" />
          <span>
            {person ?? "Somebody who was deleted"}{" "}
            {why === "deleted" && person === null ? "is in it" : absenceWords[why]}: their turns go to the layer
            beneath, or to nobody.
          </span>
        </p>
      ))}
    </li>
  );
}

function OnCallNow({ schedule, zone, viewer }: { schedule: ScheduleOnBoard; zone: Zone; viewer: Zone }) {
  const now = useServerSecond();
  const { personId } = useVisitor();
  const { now: shift, next } = schedule;
  return (
    <>
      <p className="flex items-baseline gap-1.5 text-lg">
        <StatusGlyph status={shift ? "ok" : "warning"} size={12} />
        <span className="min-w-0 [overflow-wrap:anywhere]">
          {shift ? (
            <>
              <b className="font-semibold">{shift.person}</b>
              {shift.personId === personId ? <span className="text-muted-foreground"> you</span> : null} on call
              {shift.overrideId === null ? "" : ", by an override"}
            </>
          ) : (
            <b className="font-semibold text-warning">nobody is on call</b>
          )}
        </span>
      </p>
      {shift ? <Unreached when="Now" reach={shift.reach} /> : null}
      <p className="text-sm text-secondary-foreground tabular-nums [overflow-wrap:anywhere]">
        {next === null
          ? "No hand-off in the next 60 days."
          : `${next.person ?? "Nobody"} from ${inBoth(next.at, zone, viewer)}, in ${duration(next.at - now)}.`}
      </p>
      {next?.reach ? <Unreached when="Next" reach={next.reach} /> : null}
    </>
  );
}

/** Of whom a call may pass by, well before it does. */
function Unreached({ when, reach }: { when: "Now" | "Next"; reach: Reachability }) {
  const words = reachWords[reach];
  if (words === null) return null;
  return (
    <p className="flex gap-1.5 text-sm">
      <StatusGlyph status="warning" size={10} className="mt-1" />
      <span>
        {when}: <b className="font-medium">{words}</b>
      </span>
    </p>
  );
}

/** Shifts and gaps in order of time: what the timeline draws, in words. */
function ShiftList({
  schedule,
  zone,
  viewer,
  onDeed,
}: {
  schedule: ScheduleOnBoard;
  zone: Zone;
  viewer: Zone;
  onDeed: ((deed: OncallDeed) => void) | null;
}) {
  const { outlook, rotations } = schedule;
  const lines: (NamedShift | { from: number; to: number; person?: never })[] = [...outlook.shifts, ...outlook.gaps];
  return (
    <ul className="mt-2 text-sm">
      {lines
        .sort((a, b) => a.from - b.from)
        .map((line) => (
          <li key={line.from} className="flex flex-wrap items-center gap-x-3 border-t border-border py-1">
            <span className="min-w-0 grow basis-60 [overflow-wrap:anywhere]">
              {line.person === undefined ? (
                <span className="font-medium text-warning">
                  <StatusGlyph status="warning" size={10} className="mr-1.5" />
                  nobody
                </span>
              ) : (
                <>
                  <b className="font-medium">{line.person}</b>{" "}
                  <span className="text-muted-foreground">
                    {line.rotation === null ? "override" : rotations[line.rotation]?.name}
                  </span>
                </>
              )}
            </span>
            <span className="text-secondary-foreground tabular-nums">
              {inBoth(line.from, zone, viewer)} to {inBoth(line.to, zone, viewer)}
            </span>
            {onDeed ? (
              <Button
                size="small"
                variant="quiet"
                aria-label={`Override from ${inBoth(line.from, zone, viewer)}`}
                onClick={() => onDeed({ name: "override", schedule, shift: line })}
              >
                Override
              </Button>
            ) : null}
          </li>
        ))}
    </ul>
  );
}
