"use client";

import type { ScheduleOutlook, Stretch } from "../../server/oncall/schedule/contract.ts";
import { useZone } from "../shell/use-scope.ts";
import { useVisitor } from "../shell/visitor.tsx";
import { cn } from "../ui/cn.ts";
import { aheadOfUtc, dayAndMonth, type Zone } from "../ui/format-time.ts";
import { StatusGlyph } from "../ui/status-glyph.tsx";
import { inBoth, zoneOf } from "./oncall-words.ts";

const day = 86_400_000;

/**
 * The days of an outlook as one lane. Gaps have a shape and a word of their own; the own shifts stand out. What is drawn
 * here stands below in words, so it is hidden from readers.
 */
export function OncallTimeline({ outlook }: { outlook: ScheduleOutlook }) {
  const viewer = useZone();
  const { personId } = useVisitor();
  const zone = zoneOf(outlook.zone);
  const { from, to, shifts, gaps, moved } = outlook;
  const placed = (stretch: Stretch) => {
    const [begin, end] = [Math.max(stretch.from, from), Math.min(stretch.to, to)];
    const [left, width] = [(begin - from) / (to - from), (end - begin) / (to - from)];
    return { left: `${left * 100}%`, width: `${width * 100}%` };
  };
  const hours = (stretch: Stretch) => `${inBoth(stretch.from, zone, viewer)} to ${inBoth(stretch.to, zone, viewer)}`;
  return (
    <div className="px-4 pt-2">
      <div className="relative h-8 overflow-hidden rounded-sm border border-border bg-background" aria-hidden>
        {shifts.map((shift) => {
          const style = placed(shift);
          return (
            <span
              key={shift.from}
              style={style}
              title={`${shift.person}: ${hours(shift)}`}
              className={cn(
                "@container absolute inset-y-0 flex items-center overflow-hidden border border-border-strong px-1 text-xs whitespace-nowrap",
                shift.personId === personId ? "bg-primary-soft font-medium" : "bg-secondary",
                shift.overrideId !== null && "border-b-2 border-b-primary",
              )}
            >
              <span className="hidden truncate @min-[2.5rem]:block">{shift.person}</span>
            </span>
          );
        })}
        {gaps.map((gap) => {
          const style = placed(gap);
          return (
            <span
              key={gap.from}
              style={style}
              title={`nobody: ${hours(gap)}`}
              className="@container absolute inset-y-0 flex items-center gap-1 overflow-hidden border border-dashed border-warning-line bg-warning-soft px-1 text-xs font-medium whitespace-nowrap text-warning"
            >
              <StatusGlyph status="warning" size={8} />
              <span className="hidden @min-[3.5rem]:block">nobody</span>
            </span>
          );
        })}
      </div>
      <div className="relative h-5 text-xs text-muted-foreground tabular-nums" aria-hidden>
        {midnights(from, to, viewer).map((at, index) => (
          <span
            key={at}
            style={{ left: `${((at - from) / (to - from)) * 100}%` }}
            className={cn(
              "absolute border-l border-border-strong pt-0.5 pl-1 whitespace-nowrap",
              // A word needs room to its right; what is only invisible would still widen the page.
              (index % 4 !== 0 || at > to - 4 * day) && "max-md:hidden",
            )}
          >
            {index % 2 === 0 && at < to - 2 * day ? dayAndMonth(at, viewer) : "\u00a0"}
          </span>
        ))}
      </div>
      <p className="text-sm text-secondary-foreground">
        {Math.round((to - from) / day)} days, drawn in {viewer.label}:{" "}
        {gaps.length === 0
          ? "no gap."
          : `${gaps.length === 1 ? "one gap" : `${gaps.length} gaps`}, first ${hours(gaps[0] ?? outlook)}.`}
        {moved.map(({ wall, kind, at }) => (
          <span key={`${wall} ${at}`}>
            {" "}
            <StatusGlyph status="info" size={10} className="mr-1" />
            {movedWords(wall, kind)} {inBoth(at, zone, viewer)}.
          </span>
        ))}
      </p>
    </div>
  );
}

/** "2027-03-14 02:30 does not exist on that day: it is" */
function movedWords(wall: string, kind: "skipped" | "repeated"): string {
  const written = wall.replace("T", " ");
  return kind === "skipped"
    ? `The clocks skip ${written}: it is moved to the first time there is,`
    : `The clocks show ${written} twice: the first counts,`;
}

function midnights(from: number, to: number, zone: Zone): number[] {
  const found: number[] = [];
  for (let near = from; near < to + day; near += day) {
    // The clocks may change between: a day is looked at from its own middle.
    const local = near + aheadOfUtc(near, zone);
    const at = Math.floor(local / day) * day - aheadOfUtc(near, zone);
    if (at >= from && at < to && at !== found.at(-1)) found.push(at);
  }
  return found;
}
