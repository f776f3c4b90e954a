"use client";

import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import type { HotlineCase, HotlineQueue as Queue } from "../../server/hotline/contract.ts";
import { useLive } from "../live/live-provider.tsx";
import { emptied, insteadOfCases, streamLiveness } from "../live/liveness.ts";
import { useHotlineView, useServerSecond } from "../live/use-connection.ts";
import { useTRPC } from "../shell/api.tsx";
import { ScopedLink } from "../shell/scoped-link.tsx";
import { useZone } from "../shell/use-scope.ts";
import { duration } from "../ui/format-duration.ts";
import { shortInstant } from "../ui/format-time.ts";
import { StatusGlyph, statusColour } from "../ui/status-glyph.tsx";
import { outcomeNames } from "./case-words.ts";
import { Clock, Fuse } from "./clock.tsx";
import { type ClockStanding, clockStanding } from "./clock-words.ts";
import { type QueueGroup, queueGroups, shortestClock, threatNames, urgencyNames } from "./hotline-words.ts";
import { Panel } from "./panel.tsx";
import { PanelBody } from "./panel-state.tsx";

const askAgainMs = 60_000;

/** Every case that is not closed by its shortest clock, live, and what was closed in the last day. */
export function HotlineQueue({ initial }: { initial: Queue }) {
  const trpc = useTRPC();
  const { hotline } = useLive();
  const { data } = useQuery({
    ...trpc.hotline.queue.queryOptions(),
    initialData: initial,
    refetchInterval: askAgainMs,
  });
  // The stream tells of changes; the question brings what is older than the page's own cases.
  useEffect(() => hotline.take(data.cases), [hotline, data]);
  const view = useHotlineView();
  const now = useServerSecond();
  const known = new Map(data.cases.map((one) => [one.id, one]));
  for (const one of view.cases.values()) {
    if ((known.get(one.id)?.version ?? 0) < one.version) known.set(one.id, one);
  }
  const groups = queueGroups(known.values());
  const open = groups.reduce((sum, { key, cases }) => sum + (key === "closed" ? 0 : cases.length), 0);
  const none = known.size === 0;
  const liveness = emptied(streamLiveness(view, now), none, "no case");
  return (
    <Panel
      id="queue"
      title="Cases"
      unit={open === 0 || liveness.state === "forbidden" ? null : `${open} open`}
      liveness={liveness}
      className="pt-1"
    >
      <PanelBody
        liveness={insteadOfCases(liveness, none)}
        what="Hotline cases"
        height={160}
        empty="No case is open. A new one appears here by itself."
      >
        {groups.map((group) => (group.cases.length > 0 ? <Group key={group.key} group={group} /> : null))}
      </PanelBody>
    </Panel>
  );
}

function Group({ group }: { group: QueueGroup }) {
  return (
    <section aria-labelledby={`queue-${group.key}`} className="mt-2">
      <h3 id={`queue-${group.key}`} className="border-y border-border bg-muted px-4 py-1 text-sm font-medium">
        {group.name} <span className="font-normal text-muted-foreground">{group.hint}</span>
      </h3>
      <ul>
        {group.cases.map((one) => (
          <QueueRow key={one.id} one={one} />
        ))}
      </ul>
    </section>
  );
}

function QueueRow({ one }: { one: HotlineCase }) {
  const now = useServerSecond();
  const zone = useZone();
  const clock = one.closed === null ? shortestClock(one) : null;
  const status = statusOf(one, now);
  const startedAt = clock === null ? 0 : clock.dueAt - clock.limitMs;
  return (
    <li
      data-testid={`queue-${one.number}`}
      data-version={one.version}
      className="relative border-b border-border last:border-b-0"
    >
      <ScopedLink
        href={`/hotline/${one.number}`}
        className="grid grid-cols-[12px_minmax(0,1fr)_auto] gap-x-2 px-4 py-2 outline-offset-[-2px] hover:bg-secondary"
      >
        <StatusGlyph
          status={status.glyph}
          label={status.sentence === null ? status.word : undefined}
          className="mt-1"
        />
        <span className="min-w-0 font-medium">
          {threatNames[one.threat]}{" "}
          <span className="font-normal text-secondary-foreground">· {urgencyNames[one.urgency]}</span>
        </span>
        {clock ? (
          <Clock startedAt={startedAt} dueAt={clock.dueAt} />
        ) : (
          <span className="text-right text-secondary-foreground">
            {one.closed ? `after ${duration(one.closed.at - one.receivedAt)}` : "no clock runs"}
          </span>
        )}
        <span className="col-start-2 min-w-0 text-sm [overflow-wrap:anywhere] text-muted-foreground">
          {one.number}, {one.raisedBy}, {one.reference}
        </span>
        <span className="text-right text-sm text-muted-foreground max-md:col-span-2 max-md:col-start-2 max-md:text-left">
          {status.sentence === null ? null : (
            <>
              <span className={`font-medium ${statusColour[status.glyph]}`}>{status.sentence}</span>,{" "}
            </>
          )}
          {footWords()}
        </span>
      </ScopedLink>
      {clock ? <Fuse startedAt={startedAt} dueAt={clock.dueAt} /> : null}
    </li>
  );

  function footWords(): string {
    if (one.closed) return `${outcomeNames[one.closed.outcome]} by ${one.closed.by}`;
    const taken = one.acknowledgement.by === null ? "nobody has taken it" : `taken by ${one.acknowledgement.by}`;
    if (clock === null) return taken;
    const due = `${clock.name}, due ${shortInstant(clock.dueAt, now, zone)} ${zone.label}`;
    return clock.kind === "acknowledge" ? due : `${due}, ${taken}`;
  }
}

/** By the clock that ends first. */
function statusOf(one: HotlineCase, now: number): ClockStanding {
  if (one.closed) return { glyph: "done", word: "closed", sentence: null };
  const clock = shortestClock(one);
  return clock === null ? { glyph: "paused", word: "no clock runs", sentence: null } : clockStanding(clock, now);
}
