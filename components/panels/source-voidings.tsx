"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../shell/api.tsx";
import { useZone } from "../shell/use-scope.ts";
import { Cell, DataTable, HeadCell } from "../ui/data-table.tsx";
import { fullNumber } from "../ui/format-number.ts";
import { dayAndTime } from "../ui/format-time.ts";
import { AskedList, OldNotice } from "./asked-state.tsx";
import { PanelState } from "./panel-state.tsx";
import { voidScopeWords } from "./source-words.ts";
import { useAsked } from "./use-asked.ts";
import { useHeld } from "./use-held.ts";

const askAgainMs = 15_000;
/** The server answers with as many of all sources together. */
const listedAtMost = 200;

/** What was taken back of a source: by whom, when, why, and how much. */
export function SourceVoidings({ sourceId }: { sourceId: number }) {
  const trpc = useTRPC();
  const zone = useZone();
  const asked = useAsked(
    useQuery({
      ...trpc.counting.voidings.queryOptions({ from: 0 }),
      refetchInterval: askAgainMs,
      staleTime: askAgainMs,
    }),
  );
  const { shown, handlers } = useHeld(asked.data);
  const own = shown?.filter((voiding) => voiding.sourceId === sourceId);
  return (
    <AskedList
      id="voidings"
      asked={asked}
      none={own?.length === 0}
      what="Voidings"
      empty="Nothing of this source was taken back."
      foot={
        <p className="flex min-h-11 flex-wrap items-center gap-3 px-4 text-sm text-muted-foreground">
          {(asked.data?.length ?? 0) >= listedAtMost
            ? `Among the newest ${listedAtMost} of all sources; older ones are in the audit. `
            : null}
          Marked on the charts at the time of the events. The same events sent again stay duplicates: a correction needs
          new ids.
          <OldNotice asked={asked} zone={zone} />
          <PanelState liveness={asked.liveness} />
        </p>
      }
    >
      {own ? (
        <DataTable caption="Voidings, newest first" muted={asked.old} {...handlers}>
          <thead>
            <tr>
              <HeadCell>Voided, {zone.label}</HeadCell>
              <HeadCell>By</HeadCell>
              <HeadCell>Why</HeadCell>
              <HeadCell>What</HeadCell>
              <HeadCell end>Requests</HeadCell>
              <HeadCell end>Events</HeadCell>
              <HeadCell end>Stood for</HeadCell>
              <HeadCell>First event</HeadCell>
              <HeadCell>Last event</HeadCell>
            </tr>
          </thead>
          <tbody>
            {own.map((voiding) => (
              <tr key={voiding.id}>
                <Cell>{dayAndTime(voiding.voidedAt, zone)}</Cell>
                <Cell className="max-w-40 truncate" title={voiding.voidedBy}>
                  {voiding.voidedBy}
                </Cell>
                <Cell className="w-full min-w-60 py-1 break-words whitespace-normal">{voiding.reason}</Cell>
                <Cell>{voidScopeWords(voiding, zone)}</Cell>
                <Cell end>{fullNumber(voiding.batches)}</Cell>
                <Cell end>{fullNumber(voiding.events)}</Cell>
                <Cell end className="font-medium">
                  {fullNumber(voiding.counted)}
                </Cell>
                <Cell>{voiding.firstEvent === null ? "—" : dayAndTime(voiding.firstEvent, zone)}</Cell>
                <Cell>{voiding.lastEvent === null ? "—" : dayAndTime(voiding.lastEvent, zone)}</Cell>
              </tr>
            ))}
          </tbody>
        </DataTable>
      ) : null}
    </AskedList>
  );
}
