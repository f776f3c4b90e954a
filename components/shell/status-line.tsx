"use client";

import { usePathname } from "next/navigation";
import { Fragment } from "react";
import type { Connection } from "../live/connection.ts";
import { useLive } from "../live/live-provider.tsx";
import { useConnection, useHotlineView, useServerSecond } from "../live/use-connection.ts";
import { useSources } from "../panels/use-sources.ts";
import { useUnusual } from "../panels/use-unusual.ts";
import { useWaitingAlerts } from "../panels/use-waiting-alerts.ts";
import { Button } from "../ui/button.tsx";
import { cn } from "../ui/cn.ts";
import { duration } from "../ui/format-duration.ts";
import { StatusGlyph, statusColour } from "../ui/status-glyph.tsx";
import { alertItems, inStatusOrder, type StatusItem, silenceItems, statusItems } from "./status-items.ts";

/** One sentence of links: what waits, most severe first. A broken line comes before everything. */
export function StatusLine() {
  const connection = useConnection();
  const { cases, refusal } = useHotlineView();
  const sources = useSources();
  const now = useServerSecond();
  const others = statusItems(refusal === null ? cases.values() : [], sources, useUnusual(), now);
  const waiting = useWaitingAlerts();
  const items = [...inStatusOrder(others, alertItems(waiting)), ...silenceItems(waiting, now)];
  const broken = connection.phase === "disconnected" && (connection.connectedOnce || connection.trouble === "blocked");
  return (
    <section
      aria-label="Status"
      className={cn(
        // On a narrow screen each item has a line of its own: nothing is to be pushed aside to be read.
        "flex min-h-10 items-center gap-2 border-b px-4 max-md:flex-col max-md:items-start max-md:justify-center max-md:gap-1 max-md:py-2 md:h-10 md:overflow-x-auto md:overflow-y-hidden md:whitespace-nowrap",
        broken ? "border-critical-line bg-critical-soft" : "border-border bg-sidebar",
      )}
    >
      {broken ? <Broken connection={connection} now={now} /> : null}
      {items.map((item, index) => (
        <Fragment key={item.key}>
          {index > 0 || broken ? <Dot /> : null}
          <Item item={item} />
        </Fragment>
      ))}
      {items.length === 0 && !broken ? (
        <p className="flex items-center gap-1.5 text-secondary-foreground">
          <StatusGlyph status="ok" />
          Nothing unusual, nobody waits
        </p>
      ) : null}
    </section>
  );
}

function Item({ item }: { item: StatusItem }) {
  // On Now a bare fragment keeps range and zone of the address and loads nothing anew.
  const onNow = usePathname() === "/";
  return (
    <a
      href={onNow && item.href.startsWith("/#") ? item.href.slice(1) : item.href}
      className="group inline-flex max-w-full min-w-0 items-center gap-1.5 max-md:min-h-6 max-md:items-baseline"
    >
      <StatusGlyph status={item.status} />
      <span className={cn("flex-none font-medium group-hover:underline", statusColour[item.status])}>{item.words}</span>
      <span className="text-secondary-foreground max-md:line-clamp-2 md:max-w-80 md:truncate" title={item.detail}>
        <bdi>{item.detail}</bdi>
      </span>
    </a>
  );
}

function Dot() {
  return (
    <span className="mx-1 text-muted-foreground max-md:hidden" aria-hidden="true">
      ·
    </span>
  );
}

function Broken({ connection, now }: { connection: Extract<Connection, { phase: "disconnected" }>; now: number }) {
  const { line } = useLive();
  const blocked = connection.trouble === "blocked";
  const { lastHeard, retryAt } = connection;
  return (
    <p className="flex flex-wrap items-center gap-2">
      <StatusGlyph status="disconnected" />
      <span className="font-medium" role="status">
        {blocked ? "This network blocks live updates" : "Connection lost"}
      </span>
      <span className="text-secondary-foreground">
        {blocked ? "Figures are asked for every 5 s instead. Allow WebSocket to this address." : null}
        {!blocked && lastHeard !== null ? `${duration(now - lastHeard)} ago. ` : null}
        {retryAt === null ? "Trying now." : `Next try in ${duration(retryAt - now + 999)}.`}
      </span>
      <Button size="small" className="max-md:h-8" onClick={() => line.retryNow()} disabled={retryAt === null}>
        Retry now
      </Button>
    </p>
  );
}
