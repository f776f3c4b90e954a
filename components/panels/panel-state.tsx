"use client";

import type { ReactNode } from "react";
import type { View } from "../../server/realtime/contract.ts";
import { type Liveness, livenessOf } from "../live/liveness.ts";
import { useLiveWindows } from "../live/use-live-windows.ts";
import { cn } from "../ui/cn.ts";
import { duration } from "../ui/format-duration.ts";
import { timeOfDay, type Zone } from "../ui/format-time.ts";
import { type Status, StatusGlyph, statusColour } from "../ui/status-glyph.tsx";

/** Shape and word of each state; whoever shows a state shows these. */
export const livenessLook: Record<Liveness["state"] | "partial", { status: Status; word: string }> = {
  loading: { status: "loading", word: "loading" },
  empty: { status: "unknown", word: "no data" },
  live: { status: "ok", word: "live" },
  paused: { status: "paused", word: "paused" },
  partial: { status: "partial", word: "partial" },
  delayed: { status: "warning", word: "delayed" },
  stale: { status: "unknown", word: "stale" },
  disconnected: { status: "disconnected", word: "disconnected" },
  forbidden: { status: "unknown", word: "not shown to you" },
};

/** The badge in the head of a panel: shape, word, and the age of the newest event that is drawn. */
export function PanelState({ liveness }: { liveness: Liveness }) {
  const { status, word } = livenessLook[liveness.state];
  const loud = liveness.state === "delayed" || liveness.state === "disconnected";
  return (
    <span
      className={cn(
        "flex min-w-18 items-center justify-end gap-1.5 text-sm font-medium whitespace-nowrap",
        loud ? statusColour[status] : "text-secondary-foreground",
        liveness.state === "loading" && "appear-late",
      )}
    >
      <StatusGlyph status={status} />
      {word} {"age" in liveness && liveness.age !== null ? duration(liveness.age) : null}
    </span>
  );
}

/** The badge of a chart, by the second, while the chart itself commits more seldom. */
export function ChartState({ views, gap }: { views: readonly View[]; gap: number }) {
  const { rooms, at } = useLiveWindows(views);
  return <PanelState liveness={livenessOf(rooms, at, gap)} />;
}

/** Height of a notice, which the plot above it gives up so that nothing is covered. */
export const noticeHeight = 40;

/** The line at the foot of a panel whose figures are old: since when, and why. */
export function PanelNotice({ liveness, zone }: { liveness: Liveness; zone: Zone }) {
  if (liveness.state === "stale") {
    return (
      <Foot status="warning" className="border-warning-line bg-warning-soft">
        <b className="font-medium">
          No new data since {timeOfDay(liveness.newest, zone)} {zone.label}.
        </b>{" "}
        What is drawn was true then.
      </Foot>
    );
  }
  if (liveness.state === "disconnected") {
    return (
      <Foot status="disconnected" className="border-critical-line bg-critical-soft">
        <b className="font-medium">Connection lost.</b> What is drawn was true at {timeOfDay(liveness.lostAt, zone)}{" "}
        {zone.label}.
      </Foot>
    );
  }
  return null;
}

function Foot({ status, className, children }: { status: Status; className: string; children: ReactNode }) {
  return (
    <p className={cn("absolute inset-x-0 bottom-0 flex h-10 items-center gap-2 border-t px-4 text-sm", className)}>
      <StatusGlyph status={status} />
      <span>{children}</span>
    </p>
  );
}

/** Nothing to draw: the floor line with its newest point hollow, one sentence why and one thing to do. */
export function PanelEmpty({ children, height }: { children: ReactNode; height: number }) {
  return (
    <div className="flex flex-col justify-center gap-4 px-4" style={{ height }}>
      <svg width="288" height="56" viewBox="0 0 288 56" className="max-w-full" aria-hidden="true">
        <path d="M0 8H284M0 26H284" stroke="var(--border-strong)" strokeDasharray="2 4" />
        <path d="M0 45H276" stroke="var(--primary)" strokeWidth="1.5" strokeLinecap="round" />
        {[0, 1, 2, 3, 4, 5, 6, 7, 8].map((tick) => (
          <path key={tick} d={`M${0.5 + tick * 34} 46v${tick % 3 === 0 ? 7 : 4}`} stroke="var(--border-strong)" />
        ))}
        <circle cx="281" cy="45" r="4" fill="var(--background)" stroke="var(--primary)" strokeWidth="1.5" />
      </svg>
      <div className="max-w-xl text-base text-secondary-foreground">{children}</div>
    </div>
  );
}
