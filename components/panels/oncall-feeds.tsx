"use client";

import type { Feed } from "../../server/oncall/feed/contract.ts";
import { useZone } from "../shell/use-scope.ts";
import { useVisitor } from "../shell/visitor.tsx";
import { Button } from "../ui/button.tsx";
import { fullNumber } from "../ui/format-number.ts";
import { dayAndTime } from "../ui/format-time.ts";
import { OldNotice } from "./asked-state.tsx";
import type { OncallDeed } from "./oncall-dialogs.tsx";
import { Panel } from "./panel.tsx";
import { PanelBody } from "./panel-state.tsx";
import type { Asked } from "./use-asked.ts";

/** Links by which calendars read shifts: the own ones, for administrators everybody's. */
export function OncallFeeds({ asked, onDeed }: { asked: Asked<Feed[]>; onDeed: (deed: OncallDeed) => void }) {
  const zone = useZone();
  const { personId } = useVisitor();
  const feeds = asked.data ?? [];
  const none = asked.data !== undefined && feeds.length === 0;
  return (
    <Panel
      id="feeds"
      title="Calendar links"
      unit={asked.data ? fullNumber(feeds.length) : null}
      className="border-t border-border-strong pt-1"
      liveness={asked.liveness}
      aside={
        <>
          <OldNotice asked={asked} zone={zone} />
          <Button size="small" onClick={() => onDeed({ name: "feed", schedule: null })}>
            Link to my shifts
          </Button>
        </>
      }
    >
      <PanelBody
        liveness={none ? { state: "empty" } : asked.liveness}
        failed={asked}
        what="Calendar links"
        height={56}
        empty={
          <p className="pb-1">None. With a link a calendar outside shows the shifts: names and times, nothing else.</p>
        }
      >
        <ul className="pb-3 text-sm">
          {feeds.map((feed) => (
            <li key={feed.id} className="flex flex-wrap items-center gap-x-4 border-t border-border px-4 py-1">
              <span className="min-w-0 grow basis-60 [overflow-wrap:anywhere]">
                {feed.schedule ?? (feed.ownerId === personId ? "Your shifts" : `The shifts of ${feed.owner}`)}
                {feed.ownerId === personId ? "" : <span className="text-muted-foreground"> link of {feed.owner}</span>}
              </span>
              <span className="text-secondary-foreground tabular-nums">
                since {dayAndTime(feed.issuedAt, zone)} {zone.label}
              </span>
              <Button
                size="small"
                variant="danger"
                aria-label={`Revoke the link to ${feed.schedule ?? "own shifts"}`}
                onClick={() => onDeed({ name: "revoke-feed", feed })}
              >
                Revoke
              </Button>
            </li>
          ))}
        </ul>
      </PanelBody>
    </Panel>
  );
}
