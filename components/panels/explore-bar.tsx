"use client";

import { Download, MessageSquarePlus, Plus, Share2, X } from "lucide-react";
import { useState } from "react";
import {
  type Dimension,
  dimensionsOf,
  type Filter,
  type Measure,
  measures,
} from "../../server/counting/series/contract.ts";
import { choicesOf, dimensionNames, measureNames, type SourceNames, valueName } from "../charts/dimension-names.ts";
import { copyLink } from "../shell/copy-link.ts";
import { useZone } from "../shell/use-scope.ts";
import { DropdownMenu, DropdownMenuContent, DropdownMenuItem, DropdownMenuTrigger } from "../ui/dropdown-menu.tsx";
import { Pick } from "../ui/pick.tsx";
import { useAnnotate } from "./annotation-desk.tsx";
import { grainNames } from "./explore-grains.ts";
import { useSourceNames } from "./series-frame.tsx";
import type { Exploration, ExploreSetters } from "./use-explore.ts";

const press =
  "inline-flex h-7 items-center gap-1.5 rounded-sm px-2 text-base whitespace-nowrap hover:bg-secondary max-md:h-10";

/** What is shown: the measure, its buckets, at most two breakdowns, filters; then the ways out. All in the address. */
export function ExploreBar({
  explored,
  set,
  mayExport,
}: {
  explored: Exploration;
  set: ExploreSetters;
  mayExport: boolean;
}) {
  const { measure, breakdowns, filter, grain, possible } = explored;
  const sources = useSourceNames();
  const annotate = useAnnotate();
  const known = dimensionsOf(measure);
  const [first, second] = breakdowns;
  const nothing = { value: "nothing" as const, label: "Nothing" };
  const options = (other: Dimension | undefined) => [
    ...known
      .filter((dimension) => dimension !== other)
      .map((dimension) => ({ value: dimension, label: dimensionNames[dimension] })),
    nothing,
  ];
  const chosen = (value: Dimension | "nothing") => (value === "nothing" ? null : value);
  return (
    <section
      aria-label="What is shown"
      className="flex min-h-10 flex-wrap items-center gap-2 border-b border-border bg-sidebar px-4 py-1.5"
    >
      <Pick
        label="Show"
        value={measure}
        options={measures.map((value: Measure) => ({ value, label: measureNames[value] }))}
        onChange={set.show}
        framed
      />
      <Pick
        label="per"
        value={grain}
        options={possible.map((value) => ({ value, label: grainNames[value] }))}
        onChange={set.per}
        framed
      />
      <Pick
        label="by"
        value={first ?? "nothing"}
        options={options(undefined)}
        onChange={(value) => set.by(chosen(value))}
        framed
      />
      {first ? (
        <Pick
          label="then"
          value={second ?? "nothing"}
          options={options(first)}
          onChange={(value) => set.and(chosen(value))}
          framed
        />
      ) : null}
      <span className="h-4 w-px bg-border-strong max-md:hidden" aria-hidden="true" />
      <Filters known={known} filter={filter} sources={sources} only={set.only} />
      <span className="grow" />
      {annotate ? (
        <button type="button" className={press} onClick={annotate} aria-keyshortcuts=".">
          <MessageSquarePlus size={14} aria-hidden /> Annotate
        </button>
      ) : null}
      <button type="button" className={press} onClick={copyLink} aria-keyshortcuts="s">
        <Share2 size={14} aria-hidden /> Share
      </button>
      {mayExport ? <FileLink explored={explored} /> : null}
    </section>
  );
}

function Filters({
  known,
  filter,
  sources,
  only,
}: {
  known: readonly Dimension[];
  filter: Filter;
  sources: SourceNames;
  only: ExploreSetters["only"];
}) {
  const [adding, setAdding] = useState<Dimension | null>(null);
  const held = known.filter((dimension) => filter[dimension] !== undefined);
  return (
    <>
      {held.map((dimension) => (
        <button
          key={dimension}
          type="button"
          onClick={() => only(dimension, null)}
          className="inline-flex h-7 max-w-full items-center gap-1.5 rounded-sm border border-primary-line bg-primary-soft px-2 text-base max-md:h-10"
          title={`Take the filter of ${dimensionNames[dimension].toLowerCase()} away`}
        >
          <span className="text-secondary-foreground">{dimensionNames[dimension].toLowerCase()} is</span>{" "}
          <b className="max-w-56 truncate font-medium">{valueName(dimension, String(filter[dimension]), sources)}</b>
          <X size={12} aria-hidden />
          <span className="sr-only">, take away</span>
        </button>
      ))}
      {adding ? (
        <Pick
          key={adding}
          label={`${dimensionNames[adding].toLowerCase()} is`}
          value=""
          options={choicesOf(adding, sources)}
          onChange={(value) => only(adding, value)}
          onClose={() => setAdding(null)}
          framed
          startOpen
        />
      ) : (
        <DropdownMenu>
          <DropdownMenuTrigger className={press}>
            <Plus size={14} aria-hidden /> Filter
          </DropdownMenuTrigger>
          <DropdownMenuContent align="start">
            {known
              .filter((dimension) => !held.includes(dimension))
              .map((dimension) => (
                <DropdownMenuItem key={dimension} onSelect={() => setAdding(dimension)}>
                  {dimensionNames[dimension]}
                </DropdownMenuItem>
              ))}
          </DropdownMenuContent>
        </DropdownMenu>
      )}
    </>
  );
}

/** The same figures as the chart's, as a file. */
function FileLink({ explored }: { explored: Exploration }) {
  const { measure, breakdowns, filter, grain, window, compare } = explored;
  const zone = useZone();
  const query = new URLSearchParams({
    measure,
    grain,
    from: String(window.from),
    to: String(window.to),
    zone: zone.name,
    ...(breakdowns.length > 0 && { breakdowns: breakdowns.join(",") }),
    ...(compare && { compare }),
  });
  for (const [dimension, value] of Object.entries(filter)) query.set(`filter.${dimension}`, String(value));
  return (
    <a href={`/export/series.csv?${query}`} download className={press} data-testid="csv">
      <Download size={14} aria-hidden /> CSV
    </a>
  );
}
