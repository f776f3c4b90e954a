"use client";

import { useZone } from "../shell/use-scope.ts";
import { Button } from "../ui/button.tsx";
import { timeOfDay } from "../ui/format-time.ts";
import { OldNotice } from "./asked-state.tsx";
import { PanelState } from "./panel-state.tsx";
import type { Asked } from "./use-asked.ts";

/** Below a list of several pages: newer, older, and whether what is shown still follows. */
export function PageFoot({
  cursors,
  setCursors,
  next,
  asked,
  held,
  words,
}: {
  /** Where the pages after the first begin, up to the one that is shown. */
  cursors: readonly string[];
  setCursors: (cursors: readonly string[]) => void;
  next: string | null;
  asked: Asked<unknown>;
  held: boolean;
  words: string;
}) {
  const zone = useZone();
  const paged = cursors.length > 0 || next !== null;
  return (
    <div className="flex min-h-11 flex-wrap items-center gap-x-3 gap-y-1 px-4 py-1.5 text-sm text-muted-foreground">
      <span>{words}</span>
      <span className="ml-auto flex items-center gap-3">
        {cursors.length === 0 ? (
          <>
            <OldNotice asked={asked} zone={zone} />
            <PanelState liveness={asked.liveness} />
          </>
        ) : null}
        {held ? <span>held while you are on it</span> : null}
        {cursors.length > 0 && asked.asOf !== null ? <span>as of {timeOfDay(asked.asOf, zone)}</span> : null}
      </span>
      {paged ? (
        <span className="flex gap-2">
          <Button size="small" disabled={cursors.length === 0} onClick={() => setCursors([])}>
            Newest
          </Button>
          <Button size="small" disabled={next === null} onClick={() => next && setCursors([...cursors, next])}>
            Older
          </Button>
        </span>
      ) : null}
    </div>
  );
}
