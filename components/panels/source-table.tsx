"use client";

import { Plus } from "lucide-react";
import type { SourceOverview } from "../../server/sources/contract.ts";
import { emptied, sourcesLiveness } from "../live/liveness.ts";
import { useServerSecond } from "../live/use-connection.ts";
import { useZone } from "../shell/use-scope.ts";
import { Button } from "../ui/button.tsx";
import { DataTable, HeadCell } from "../ui/data-table.tsx";
import { OldNotice } from "./asked-state.tsx";
import { silentOf } from "./missing-shares.ts";
import { Panel } from "./panel.tsx";
import { PanelBody } from "./panel-state.tsx";
import { SourceRow } from "./source-row.tsx";
import { heldOrder } from "./source-words.ts";
import type { Asked } from "./use-asked.ts";
import { useHeld } from "./use-held.ts";
import { useSourceChoice } from "./use-source-choice.ts";

/** Every source: is it fresh, how much of the total is it, what did the last 24 hours bring. */
export function SourceTable({ asked, onCreate }: { asked: Asked<SourceOverview[]>; onCreate: (() => void) | null }) {
  const [chosen, choose] = useSourceChoice();
  const now = useServerSecond();
  const zone = useZone();
  const sources = asked.data ?? [];
  const { shown, held, handlers } = useHeld(sources.map(({ id }) => id));
  const missed = sources.filter(({ revokedAt, state }) => revokedAt === null && state !== "silent");
  const liveness = emptied(
    asked.liveness.state === "live" ? sourcesLiveness(missed, silentOf(missed), now) : asked.liveness,
    sources.length === 0,
  );
  const at = asked.old ? (asked.asOf ?? now) : now;
  return (
    <Panel
      id="all-sources"
      title="Sources"
      unit={asked.data ? `${sources.filter(({ revokedAt }) => revokedAt === null).length} active` : null}
      className="pt-1"
      liveness={liveness}
      aside={
        <>
          <OldNotice asked={asked} zone={zone} />
          <span className="max-xl:hidden">by name; figures of the last 24 h, by time of receipt</span>
          {onCreate ? (
            <Button size="small" onClick={onCreate}>
              <Plus size={14} aria-hidden />
              New source
            </Button>
          ) : null}
        </>
      }
    >
      <PanelBody
        liveness={liveness}
        failed={asked}
        what="Sources"
        height={220}
        empty={<NoSource mayCreate={onCreate !== null} />}
      >
        <DataTable caption="Sources, by name" fixed className="max-h-[44dvh] max-md:max-h-none" {...handlers}>
          <thead>
            <tr>
              <HeadCell className="w-36 max-md:hidden">State</HeadCell>
              <HeadCell className="max-md:pl-4">Source</HeadCell>
              <HeadCell end className="w-28 max-md:pr-4" title="Age of the newest event, by event time">
                Newest event
              </HeadCell>
              <HeadCell end className="w-24 max-xl:hidden" title="Median gap between requests at this hour, 7 days">
                Usual gap
              </HeadCell>
              <HeadCell
                className="w-30 max-md:hidden xl:w-56"
                title="Part of all events of the kind it sends, last 24 hours"
              >
                Share <span className="max-xl:hidden">of the total</span>
              </HeadCell>
              <HeadCell end className="w-22 max-md:hidden">
                Events
              </HeadCell>
              <HeadCell end className="w-24 max-xl:hidden" title="Events that stand for more than one thing each">
                Aggregates
              </HeadCell>
              <HeadCell end className="w-28 max-md:hidden" title="What the events stand for, aggregates by their count">
                Stand for
              </HeadCell>
              <HeadCell end className="w-24 max-xl:hidden">
                Duplicates
              </HeadCell>
              <HeadCell end className="w-24 max-md:hidden">
                Rejected
              </HeadCell>
            </tr>
          </thead>
          <tbody>
            {heldOrder(sources, held ? shown : null).map((source) => (
              <SourceRow
                key={source.id}
                source={source}
                now={at}
                zone={zone}
                old={asked.old}
                chosen={source.id === chosen}
                onChoose={() => void choose(source.id)}
              />
            ))}
          </tbody>
        </DataTable>
      </PanelBody>
    </Panel>
  );
}

function NoSource({ mayCreate }: { mayCreate: boolean }) {
  return (
    <>
      <p className="text-foreground">No source yet: nothing can be sent to this installation.</p>
      <p>
        {mayCreate ? (
          "Press New source for a name and a first key, "
        ) : (
          <>
            An administrator makes one on this page, or whoever runs the server with{" "}
            <code className="font-mono text-sm break-words text-foreground">
              npm run -s cli -- source create --name "My classifier"
            </code>
            ,{" "}
          </>
        )}
        then post to <code className="font-mono text-sm">/api/v1/events</code> with the key.{" "}
        <a href="/developers" className="text-primary underline">
          How to send
        </a>
      </p>
    </>
  );
}
