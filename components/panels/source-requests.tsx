"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { SentBatch } from "../../server/sources/contract.ts";
import { useTRPC } from "../shell/api.tsx";
import { useZone } from "../shell/use-scope.ts";
import { Button } from "../ui/button.tsx";
import { cn } from "../ui/cn.ts";
import { Cell, DataTable, HeadCell } from "../ui/data-table.tsx";
import { fullNumber } from "../ui/format-number.ts";
import { dayAndTime, timeOfDay } from "../ui/format-time.ts";
import { AskedList } from "./asked-state.tsx";
import { PageFoot } from "./page-foot.tsx";
import { useAsked } from "./use-asked.ts";
import { useHeld } from "./use-held.ts";
import { askSourcesAgainMs } from "./use-source-overview.ts";

/** What each request of a source did. `onVoid`: for those who may take one back. */
export function SourceRequests({
  sourceId,
  onVoid,
}: {
  sourceId: number;
  onVoid: ((batch: SentBatch) => void) | null;
}) {
  const trpc = useTRPC();
  const zone = useZone();
  const [cursors, setCursors] = useState<readonly string[]>([]);
  const cursor = cursors.at(-1);
  const asked = useAsked(
    useQuery({
      ...trpc.sources.batches.queryOptions({ sourceId, cursor }),
      refetchInterval: cursor === undefined && askSourcesAgainMs,
      staleTime: askSourcesAgainMs,
    }),
    { page: cursor },
  );
  const { shown, held, handlers } = useHeld(asked.data);
  const page = cursor === undefined ? shown : asked.data;
  return (
    <AskedList
      id="requests"
      asked={asked}
      none={page?.rows.length === 0}
      what="Requests"
      empty="No request came with a key of this source yet."
      foot={
        <PageFoot
          cursors={cursors}
          setCursors={setCursors}
          next={page?.nextCursor ?? null}
          asked={asked}
          held={held && cursor === undefined}
          words="One line a request. What is voided keeps its figures here and counts nowhere."
        />
      }
    >
      {page ? (
        <DataTable caption="Requests, newest first" muted={asked.old} {...handlers}>
          <thead>
            <tr>
              <HeadCell>Received, {zone.label}</HeadCell>
              <HeadCell>Key</HeadCell>
              <HeadCell end>Items</HeadCell>
              <HeadCell end>Accepted</HeadCell>
              <HeadCell end>Aggregates</HeadCell>
              <HeadCell end>Stand for</HeadCell>
              <HeadCell end>Duplicates</HeadCell>
              <HeadCell end>Rejected</HeadCell>
              <HeadCell>Newest event</HeadCell>
              <HeadCell>Request</HeadCell>
              <HeadCell>{onVoid ? <span className="sr-only">Void</span> : "Voided"}</HeadCell>
            </tr>
          </thead>
          <tbody>
            {page.rows.map((batch) => (
              <BatchRow key={batch.batchId} batch={batch} onVoid={onVoid} />
            ))}
          </tbody>
        </DataTable>
      ) : null}
    </AskedList>
  );
}

function BatchRow({ batch, onVoid }: { batch: SentBatch; onVoid: ((batch: SentBatch) => void) | null }) {
  const zone = useZone();
  const { voided } = batch;
  const received = `${dayAndTime(batch.receivedAt, zone).split(",")[0]}, ${timeOfDay(batch.receivedAt, zone)}`;
  const taken = cn(voided && "line-through");
  return (
    <tr className={cn(voided && "text-muted-foreground")} data-testid={`request-${batch.batchId}`}>
      <Cell>{received}</Cell>
      <Cell title={`key ${batch.keyId}`} className="max-w-40 truncate">
        {batch.keyLabel || <span className="font-mono">{batch.keyId.slice(0, 8)}</span>}
      </Cell>
      <Cell end>{fullNumber(batch.received)}</Cell>
      <Cell end className={taken}>
        {fullNumber(batch.accepted)}
      </Cell>
      <Cell end>{fullNumber(batch.aggregates)}</Cell>
      <Cell end className={taken}>
        {fullNumber(batch.counted)}
      </Cell>
      <Cell end>{fullNumber(batch.duplicates)}</Cell>
      <Cell end className={cn(batch.rejected > 0 && "font-medium")}>
        {fullNumber(batch.rejected)}
      </Cell>
      <Cell>{batch.newestEvent === null ? "—" : dayAndTime(batch.newestEvent, zone)}</Cell>
      <Cell className="font-mono" title={batch.batchId}>
        {batch.batchId.slice(0, 8)}
      </Cell>
      <Cell>
        {voided ? (
          <span className="font-medium">voided</span>
        ) : onVoid && batch.accepted > 0 ? (
          <Button
            size="small"
            variant="quiet"
            className="h-6"
            onClick={() => onVoid(batch)}
            aria-label={`Void request ${batch.batchId.slice(0, 8)}`}
          >
            Void
          </Button>
        ) : (
          "—"
        )}
      </Cell>
    </tr>
  );
}
