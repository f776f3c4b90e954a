"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { OfficerCase, Portal } from "../../server/hotline/portal/contract.ts";
import { useServerSecond } from "../live/use-connection.ts";
import { useTRPC } from "../shell/api.tsx";
import { useZone } from "../shell/use-scope.ts";
import { Button } from "../ui/button.tsx";
import { duration } from "../ui/format-duration.ts";
import { shortInstant } from "../ui/format-time.ts";
import { StatusGlyph, statusColour } from "../ui/status-glyph.tsx";
import { outcomeNames } from "./case-words.ts";
import { clockStanding } from "./clock-words.ts";
import { shortestClock, threatNames, urgencyNames } from "./hotline-words.ts";
import { portalAskMs, usePortalFeed } from "./use-portal-feed.ts";

/** The own authority's cases, newest first, live. */
export function PortalBoard({ initial }: { initial: Portal }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const options = trpc.partner.portal.queryOptions();
  const { data } = useQuery({ ...options, initialData: initial, refetchInterval: portalAskMs });
  usePortalFeed(() => void queries.invalidateQueries({ queryKey: options.queryKey }));
  return (
    <>
      <div className="flex flex-wrap items-center gap-3">
        <h1 className="text-2xl font-semibold">Your cases</h1>
        <Button asChild variant="primary" className="ml-auto">
          <a href="/partner/new">New emergency</a>
        </Button>
      </div>
      {data.cases.length === 0 ? (
        <p className="mt-6 text-secondary-foreground">
          Your authority has raised no case. A new emergency reaches the people on call at once; you see here who takes
          it.
        </p>
      ) : (
        <ul className="mt-6 border-t border-border">
          {data.cases.map((one) => (
            <PortalRow key={one.id} one={one} />
          ))}
        </ul>
      )}
    </>
  );
}

function PortalRow({ one }: { one: OfficerCase }) {
  const now = useServerSecond();
  const zone = useZone();
  const { at } = one.acknowledgement;
  const clock = one.closed === null ? shortestClock(one) : null;
  const standing = clock && clockStanding(clock, now);
  return (
    <li data-testid={`portal-${one.number}`} className="border-b border-border">
      <a
        href={`/partner/${one.number}`}
        className="grid grid-cols-[12px_minmax(0,1fr)_auto] gap-x-2 py-3 outline-offset-[-2px] hover:bg-secondary max-md:grid-cols-[12px_minmax(0,1fr)]"
      >
        <StatusGlyph status={one.closed ? "done" : at === null ? "warning" : "ok"} className="mt-1" />
        <span className="min-w-0 font-medium">
          {threatNames[one.threat]}{" "}
          <span className="font-normal text-secondary-foreground">· {urgencyNames[one.urgency]}</span>
        </span>
        <span className="text-right max-md:col-start-2 max-md:text-left">{standingWords(one)}</span>
        <span className="col-start-2 text-sm [overflow-wrap:anywhere] text-muted-foreground">
          {one.number}, {one.reference}, received {shortInstant(one.receivedAt, now, zone)} {zone.label}
        </span>
        {standing?.sentence ? (
          <span className={`col-start-2 text-sm font-medium ${statusColour[standing.glyph]}`}>
            {clock?.name}: {standing.sentence}
          </span>
        ) : null}
      </a>
    </li>
  );
}

/** Where a case stands, as its officer is told. */
export function standingWords({ closed, acknowledgement: { at, by }, receivedAt }: OfficerCase): string {
  if (closed) return `${outcomeNames[closed.outcome]}, closed by ${closed.by}`;
  return at === null ? "Nobody has taken it yet" : `Taken by ${by ?? "unknown"} in ${duration(at - receivedAt)}`;
}
