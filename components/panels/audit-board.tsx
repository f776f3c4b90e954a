"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { AuditEntry, AuditFilter } from "../../server/audit/contract.ts";
import { useTRPC } from "../shell/api.tsx";
import { useZone } from "../shell/use-scope.ts";
import { Cell, DataTable, HeadCell } from "../ui/data-table.tsx";
import { fullNumber } from "../ui/format-number.ts";
import { dayAndTime, fullDay, timeOfDay } from "../ui/format-time.ts";
import { StatusGlyph } from "../ui/status-glyph.tsx";
import { AuditSearch } from "./audit-search.tsx";
import { PageFoot } from "./page-foot.tsx";
import { PanelBody } from "./panel-state.tsx";
import { useAsked } from "./use-asked.ts";
import { useAuditFilter } from "./use-audit-filter.ts";
import { useHeld } from "./use-held.ts";

const askAgainMs = 5_000;

/** The whole page of the audit. `deeds`: names of all that were ever done. */
export function AuditBoard({ deeds }: { deeds: readonly string[] }) {
  const [filter, setFilter] = useAuditFilter();
  const searched = JSON.stringify(filter);
  return (
    <>
      <AuditSearch key={`search ${searched}`} filter={filter} deeds={deeds} onSearch={setFilter} />
      <AuditRows key={searched} filter={filter} />
    </>
  );
}

function AuditRows({ filter }: { filter: AuditFilter }) {
  const trpc = useTRPC();
  const zone = useZone();
  const [cursors, setCursors] = useState<readonly string[]>([]);
  const last = cursors.at(-1);
  const cursor = last === undefined ? {} : { cursor: Number(last) };
  const asked = useAsked(
    useQuery({
      ...trpc.audit.rows.queryOptions({ ...filter, ...cursor }),
      refetchInterval: last === undefined && askAgainMs,
      staleTime: askAgainMs,
      placeholderData: keepPreviousData,
    }),
    { page: last ?? "" },
  );
  const { shown, held, handlers } = useHeld(asked.data);
  const page = last === undefined ? shown : asked.data;
  const next = page?.nextCursor ?? null;
  return (
    <section aria-label="Deeds" data-testid="audit">
      <PanelBody liveness={asked.liveness} failed={asked} what="Deeds" height={112} empty="Nothing was done here yet.">
        {page && page.rows.length === 0 ? (
          <p className="px-4 py-3 text-secondary-foreground">
            {Object.keys(filter).length === 0
              ? "Nothing was done here yet that the audit keeps."
              : "Nothing fits. Show all, or search for less: a name's part, a noun of deeds, a longer time."}
          </p>
        ) : null}
        {page && page.rows.length > 0 ? (
          <DataTable
            caption="Deeds, newest first"
            muted={asked.old}
            className="max-h-[calc(100dvh-240px)] max-md:max-h-none"
            {...handlers}
          >
            <thead>
              <tr>
                <HeadCell>Time, {zone.label}</HeadCell>
                <HeadCell>Who</HeadCell>
                <HeadCell className="max-md:hidden">Deed</HeadCell>
                <HeadCell className="max-md:hidden">Done to</HeadCell>
                <HeadCell className="max-md:hidden">What of it</HeadCell>
                <HeadCell>Seal</HeadCell>
              </tr>
            </thead>
            <tbody>
              {page.rows.map((entry) => (
                <EntryRow key={entry.id} entry={entry} />
              ))}
            </tbody>
          </DataTable>
        ) : null}
      </PanelBody>
      <PageFoot
        cursors={cursors}
        setCursors={setCursors}
        next={next === null ? null : String(next)}
        asked={asked}
        held={held && last === undefined}
        words="A row is sealed within seconds, into a chain that shows what was changed later. Taking a file out is a deed, too."
      />
    </section>
  );
}

const kinds: Record<AuditEntry["actorKind"], string> = {
  person: "",
  source: "source",
  integration: "an integration",
  operator: "",
  chore: "chore",
  service: "",
};

function EntryRow({ entry }: { entry: AuditEntry }) {
  const zone = useZone();
  const { id, at, actorKind, actorId, actorName, deed, subject, subjectName, detail, seal } = entry;
  const words = Object.entries(detail)
    .map(([name, value]) => `${name} ${value ?? "—"}`)
    .join(", ");
  return (
    <tr data-testid={`deed-${id}`} data-sealed={seal !== null}>
      <Cell
        className="max-md:py-1.5 max-md:align-top"
        title={`${fullDay(at, zone)}, ${timeOfDay(at, zone)} ${zone.label}`}
      >
        {dayAndTime(at, zone).split(",")[0]}, {timeOfDay(at, zone)}
      </Cell>
      <Cell
        className="max-w-52 truncate max-md:w-full max-md:max-w-0 max-md:py-1.5"
        title={`${actorName || "—"}, ${actorKind} ${actorId}`}
      >
        <span className="font-medium">{actorName || actorId}</span>
        {kinds[actorKind] ? <span className="text-muted-foreground"> {kinds[actorKind]}</span> : null}
        <span className="block truncate md:hidden">
          {deed} <span className="text-secondary-foreground">{subjectName ?? subject}</span>
        </span>
        <span className="block whitespace-normal text-muted-foreground [overflow-wrap:anywhere] md:hidden">
          {words}
        </span>
      </Cell>
      <Cell className="max-md:hidden">{deed}</Cell>
      <Cell className="max-w-52 truncate max-md:hidden" title={subjectName ? `${subjectName}, ${subject}` : subject}>
        {subjectName ?? <span className="font-mono">{subject}</span>}
      </Cell>
      <Cell className="w-full max-w-80 truncate text-secondary-foreground max-md:hidden" title={words}>
        {words || "—"}
      </Cell>
      <Cell
        className="max-md:py-2 max-md:align-top"
        title={seal ? `SHA-256 ${seal.hash}` : "sealed once every older transaction has ended"}
      >
        <span className="flex items-center gap-1.5">
          <StatusGlyph status={seal ? "done" : "loading"} size={10} />
          {seal ? (
            <>
              sealed <span className="text-muted-foreground">{fullNumber(seal.sequence)}</span>
            </>
          ) : (
            "waiting"
          )}
        </span>
      </Cell>
    </tr>
  );
}
