"use client";

import { type ReactNode, useMemo } from "react";
import type { SourceNames } from "../charts/dimension-names.ts";
import type { Liveness } from "../live/liveness.ts";
import { Button } from "../ui/button.tsx";
import { timeOfDay, type Zone } from "../ui/format-time.ts";
import { StatusGlyph } from "../ui/status-glyph.tsx";
import { PanelEmpty, PanelState } from "./panel-state.tsx";
import type { AskedSeries } from "./use-series.ts";
import { useSources } from "./use-sources.ts";

/** Names of the sources, by their number as `series.read` writes it. */
export function useSourceNames(): SourceNames {
  const known = useSources();
  const listed = known?.sources.map(({ id, name }) => `${id}\t${name}`).join("\n") ?? "";
  return useMemo(
    () => new Map(listed.split("\n").flatMap((line) => [line.split("\t", 2) as [string, string]])),
    [listed],
  );
}

/** The badge of a chart that is asked for; a window that is past says when it was counted. */
export function SeriesState({ liveness, asOf, zone }: { liveness: Liveness | null; asOf?: number; zone: Zone }) {
  if (liveness) return <PanelState liveness={liveness} />;
  return <span className="whitespace-nowrap">{asOf === undefined ? null : `counted ${timeOfDay(asOf, zone)}`}</span>;
}

/** A line in the head while an answer is awaited: what is drawn stays as it is. */
export function RefreshLine({ shown }: { shown: boolean }) {
  return (
    <span className="absolute inset-x-0 top-0 h-0.5 overflow-hidden" aria-hidden="true">
      {shown ? <span className="appear-late block h-full w-1/3 bg-primary" /> : null}
    </span>
  );
}

/** What stands in the place of a chart: the refusal, or that it is awaited, or that nothing was counted. Else the chart. */
export function SeriesFrame({
  asked,
  what,
  empty,
  height,
  children,
}: {
  asked: AskedSeries<unknown>;
  what: string;
  /** What to say where nothing was counted; null where something was. */
  empty: ReactNode;
  height: number;
  children: ReactNode;
}) {
  if (asked.refusal) {
    return (
      <div className="flex items-start px-4 pt-3" style={{ height }} role="status">
        <StatusGlyph status={asked.refusal.forbidden ? "unknown" : "disconnected"} className="mt-1 mr-2" />
        <div className="max-w-xl text-secondary-foreground">
          <p>
            <b className="font-medium text-foreground">
              {asked.refusal.forbidden ? `${what}: not shown to you.` : `${what}: no figures.`}
            </b>{" "}
            {asked.refusal.words}
          </p>
          {asked.refusal.forbidden ? null : (
            <Button size="small" className="mt-3" onClick={asked.retry}>
              Try again
            </Button>
          )}
        </div>
      </div>
    );
  }
  if (asked.data === undefined) {
    return (
      <div className="px-4 pt-2" style={{ height }} role="status">
        <span className="appear-late block h-7 w-22 bg-secondary" />
        <span className="sr-only">Loading</span>
      </div>
    );
  }
  if (empty) return <PanelEmpty height={height}>{empty}</PanelEmpty>;
  return children;
}
