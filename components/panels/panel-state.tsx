"use client";

import type { ReactNode } from "react";
import type { Kind } from "../../server/counting/contract.ts";
import type { View } from "../../server/realtime/contract.ts";
import { inSeconds, type Liveness, livenessOf, type Missing, partly } from "../live/liveness.ts";
import { useServerSecond } from "../live/use-connection.ts";
import { useLiveFigure } from "../live/use-live-windows.ts";
import { Button } from "../ui/button.tsx";
import { cn } from "../ui/cn.ts";
import { duration } from "../ui/format-duration.ts";
import { timeOfDay, type Zone } from "../ui/format-time.ts";
import { Reason } from "../ui/reason.tsx";
import { type Status, StatusGlyph, statusColour } from "../ui/status-glyph.tsx";
import type { AskRefusal } from "./failure.ts";
import { missingWords } from "./missing-shares.ts";
import { freshnessLooks, partWords } from "./source-words.ts";
import { useMissing } from "./use-missing.ts";

/** Shape and word of each state; whoever shows a state shows these. */
export const livenessLook: Record<Liveness["state"], { status: Status; word: string }> = {
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

/** The badge in the head of a panel: shape, word, and the age of the newest event that is drawn; or what is missing. */
export function PanelState({ liveness }: { liveness: Liveness }) {
  const missing = "missing" in liveness ? liveness.missing : undefined;
  return (
    <>
      {missing ? <MissingChip missing={missing} /> : null}
      {liveness.state === "partial" ? null : <StateBadge liveness={liveness} />}
    </>
  );
}

function StateBadge({ liveness }: { liveness: Liveness }) {
  const { status, word } = livenessLook[liveness.state];
  const said = "word" in liveness ? liveness.word : word;
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
      {said} {"age" in liveness && liveness.age !== null ? duration(liveness.age) : null}
    </span>
  );
}

/** "3 of 4 sources": the figures beside it are a lower bound; pressed, it says which part of whom is missing. */
function MissingChip({ missing }: { missing: Missing }) {
  return (
    <Reason
      className="h-6 justify-end gap-1.5 text-sm font-medium text-warning"
      label={
        <>
          <StatusGlyph status="partial" />
          {missing.of - missing.sources.length} of {missing.of} sources
          <span className="sr-only"> ({missingWords(missing)})</span>
        </>
      }
    >
      <MissingReason missing={missing} />
    </Reason>
  );
}

/** Which sources are late or silent, since when, and how much of the figures they usually send. */
export function MissingReason({ missing }: { missing: Missing }) {
  const now = useServerSecond();
  return (
    <>
      <p>
        <b className="font-medium">Not everything is counted.</b> {partWords(missing.part)} of what usually comes is
        missing.
      </p>
      <ul>
        {missing.sources.map(({ id, name, state, newestEvent, part }) => (
          <li key={id}>
            <a
              href={`/sources?source=${id}`}
              className="mt-2 grid min-h-6 grid-cols-[12px_minmax(0,1fr)] items-baseline gap-x-2 hover:underline"
            >
              <StatusGlyph status={freshnessLooks[state].status} size={10} />
              <span className="[overflow-wrap:anywhere]">{name}</span>
              <span className="col-start-2 text-secondary-foreground">
                {freshnessLooks[state].word} {newestEvent === null ? null : duration(Math.max(0, now - newestEvent))},{" "}
                usually sends {partWords(part)}
              </span>
            </a>
          </li>
        ))}
      </ul>
    </>
  );
}

/** The badge of a chart, by the second, while the chart itself commits more seldom. */
export function ChartState({ views, gap, kinds }: { views: readonly View[]; gap: number; kinds: readonly Kind[] }) {
  const { figure } = useLiveFigure(views, ({ rooms, at }) => inSeconds(livenessOf(rooms, at, gap)));
  const missing = useMissing(kinds);
  return (
    // As wide as the longest: a source that falls silent moves nothing beside it.
    <span className="flex justify-end xl:min-w-26">
      <PanelState liveness={partly(figure, missing)} />
    </span>
  );
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
    <>
      <div style={{ height: noticeHeight }} />
      <p className={cn("absolute inset-x-0 bottom-0 flex h-10 items-center gap-2 border-t px-4 text-sm", className)}>
        <StatusGlyph status={status} />
        <span>{children}</span>
      </p>
    </>
  );
}

/** The figures of a panel, or what stands in their place: why they are not shown, awaited, not answered, not there. */
export function PanelBody({
  liveness,
  what,
  height,
  empty,
  failed,
  children,
}: {
  liveness: Liveness | null;
  /** Whose figures: "Takedowns by category". */
  what: string;
  /** Of what takes the place of figures, px. */
  height: number;
  /** Why there is nothing, and one thing to do about it. */
  empty: ReactNode;
  /** Why there never was an answer, and how to ask again; only for what is asked for. */
  failed?: { refusal: AskRefusal | null; retry?: () => void };
  children: ReactNode;
}) {
  if (liveness?.state === "forbidden") {
    return <InPlace height={height} title={`${what}: not shown to you.`} words={liveness.reason} status="unknown" />;
  }
  if (failed?.refusal) {
    return (
      <InPlace height={height} title={`${what}: no figures.`} words={failed.refusal.words} status="disconnected">
        {failed.retry ? (
          <Button size="small" className="mt-3" onClick={failed.retry}>
            Try again
          </Button>
        ) : null}
      </InPlace>
    );
  }
  if (liveness?.state === "loading") {
    return (
      <div className="px-4 pt-2" style={{ height }} role="status">
        <span className="appear-late block h-7 w-22 bg-secondary" />
        <span className="sr-only">Loading</span>
      </div>
    );
  }
  if (liveness?.state === "empty") return <PanelEmpty height={height}>{empty}</PanelEmpty>;
  return children;
}

function InPlace({
  height,
  title,
  words,
  status,
  children,
}: {
  height: number;
  title: string;
  words: string;
  status: Status;
  children?: ReactNode;
}) {
  return (
    <div className="flex items-start px-4 pt-3 pb-3" style={{ minHeight: height }} role="status">
      <StatusGlyph status={status} className="mt-1 mr-2" />
      <div className="max-w-xl min-w-0 text-secondary-foreground">
        <p>
          <b className="font-medium text-foreground">{title}</b> {words}
        </p>
        {children}
      </div>
    </div>
  );
}

/** Low panels have no room for a drawing. */
const leastDrawnHeight = 120;

/** Nothing to draw: the floor line with its newest point hollow, one sentence why and one thing to do. */
function PanelEmpty({ children, height }: { children: ReactNode; height: number }) {
  if (height < leastDrawnHeight) return <div className="px-4 pb-3 text-secondary-foreground">{children}</div>;
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
