import type { ReactNode } from "react";
import { timeOfDay, type Zone } from "../ui/format-time.ts";
import { StatusGlyph } from "../ui/status-glyph.tsx";
import type { Asked } from "./use-asked.ts";

/** Since when figures are old: a line that takes the place of nothing, so that nothing below it moves. */
export function OldNotice({ asked, zone }: { asked: Asked<unknown>; zone: Zone }) {
  if (!asked.old || asked.asOf === null) return null;
  return (
    <span className="flex items-center gap-1.5 font-medium text-warning" role="status">
      <StatusGlyph status="disconnected" />
      no answer since {timeOfDay(asked.asOf, zone)} {zone.label}, true then
    </span>
  );
}

/** What stands where rows would: the refusal, or that they are awaited. Null when there is an answer. */
export function AskedPlaceholder({ asked, what }: { asked: Asked<unknown>; what: string }): ReactNode {
  if (asked.refusal) {
    return (
      <p className="flex items-start gap-2 px-4 py-3 text-secondary-foreground" role="status">
        <StatusGlyph status={asked.refusal.forbidden ? "unknown" : "disconnected"} className="mt-1" />
        <span>
          <b className="font-medium text-foreground">
            {asked.refusal.forbidden ? `${what} are not shown to you.` : `${what} could not be read.`}
          </b>{" "}
          {asked.refusal.words}
        </span>
      </p>
    );
  }
  if (asked.data !== undefined) return null;
  return (
    <p className="appear-late flex h-28 items-start gap-2 px-4 py-3 text-secondary-foreground" role="status">
      <StatusGlyph status="loading" className="mt-1" />
      Loading
    </p>
  );
}
