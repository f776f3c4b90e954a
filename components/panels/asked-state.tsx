import type { ReactNode } from "react";
import { emptied } from "../live/liveness.ts";
import { timeOfDay, type Zone } from "../ui/format-time.ts";
import { StatusGlyph } from "../ui/status-glyph.tsx";
import { PanelBody } from "./panel-state.tsx";
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

/** A list that is asked for, below the tab that names it: what it holds, or why it holds nothing; then its foot. */
export function AskedList({
  id,
  asked,
  none,
  what,
  empty,
  foot,
  children,
}: {
  id: string;
  asked: Asked<unknown>;
  /** Nothing is in it. */
  none: boolean;
  what: string;
  empty: string;
  foot: ReactNode;
  children: ReactNode;
}) {
  const liveness = emptied(asked.liveness, none);
  const shownAs = none && asked.data !== undefined ? ({ state: "empty" } as const) : liveness;
  return (
    <div data-panel={`source-${id}`} data-state={liveness.state} data-testid={id}>
      <PanelBody liveness={shownAs} failed={asked} what={what} height={112} empty={<p className="pt-3">{empty}</p>}>
        {children}
      </PanelBody>
      {foot}
    </div>
  );
}
