"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { rejectionDays } from "../../server/sources/contract.ts";
import { useTRPC } from "../shell/api.tsx";
import { useZone } from "../shell/use-scope.ts";
import { Cell, DataTable, HeadCell } from "../ui/data-table.tsx";
import { fullNumber } from "../ui/format-number.ts";
import { dayAndTime } from "../ui/format-time.ts";
import { AskedList } from "./asked-state.tsx";
import { PageFoot } from "./page-foot.tsx";
import { useAsked } from "./use-asked.ts";
import { useHeld } from "./use-held.ts";
import { askSourcesAgainMs } from "./use-source-overview.ts";

/** What a source sent and was refused: which rule of which field, how often, and one id to look for. */
export function SourceRejects({ sourceId }: { sourceId: number }) {
  const trpc = useTRPC();
  const zone = useZone();
  const [cursors, setCursors] = useState<readonly string[]>([]);
  const cursor = cursors.at(-1);
  const asked = useAsked(
    useQuery({
      ...trpc.sources.rejections.queryOptions({ sourceId, cursor }),
      refetchInterval: cursor === undefined && askSourcesAgainMs,
      staleTime: askSourcesAgainMs,
    }),
    { page: cursor },
  );
  const { shown, held, handlers } = useHeld(asked.data);
  const page = cursor === undefined ? shown : asked.data;
  return (
    <AskedList
      id="rejects"
      asked={asked}
      none={page?.rows.length === 0}
      what="Rejects"
      empty={`Nothing was rejected in the last ${rejectionDays} days.`}
      foot={
        <PageFoot
          cursors={cursors}
          setCursors={setCursors}
          next={page?.nextCursor ?? null}
          asked={asked}
          held={held && cursor === undefined}
          words={`Kept ${rejectionDays} days, without bodies: what was wrong and one id, never what was written.`}
        />
      }
    >
      {page ? (
        <DataTable
          caption={`Rejects of the last ${rejectionDays} days, newest minute first`}
          muted={asked.old}
          {...handlers}
        >
          <thead>
            <tr>
              <HeadCell>Minute, {zone.label}</HeadCell>
              <HeadCell end>Items</HeadCell>
              <HeadCell>Field</HeadCell>
              <HeadCell>Reason</HeadCell>
              <HeadCell>Door</HeadCell>
              <HeadCell>Key</HeadCell>
              <HeadCell>One id of them</HeadCell>
            </tr>
          </thead>
          <tbody>
            {page.rows.map((row) => (
              <tr key={`${row.minute} ${row.keyId} ${row.door} ${row.field} ${row.reason}`}>
                <Cell>{dayAndTime(row.minute, zone)}</Cell>
                <Cell end className="font-medium">
                  {fullNumber(row.items)}
                </Cell>
                <Cell className="max-w-60 truncate font-mono" title={row.field}>
                  {row.field}
                </Cell>
                <Cell className="w-full min-w-60 py-1 whitespace-normal">{row.reason}</Cell>
                <Cell>{row.door}</Cell>
                <Cell title={`key ${row.keyId}`} className="max-w-40 truncate">
                  {row.keyLabel || <span className="font-mono">{row.keyId.slice(0, 8)}</span>}
                </Cell>
                <Cell className="max-w-60 truncate font-mono" title={row.sampleId ?? "the item had no id"}>
                  {row.sampleId ?? "—"}
                </Cell>
              </tr>
            ))}
          </tbody>
        </DataTable>
      ) : null}
    </AskedList>
  );
}
