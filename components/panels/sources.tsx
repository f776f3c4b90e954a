"use client";

import type { FreshnessState, SourceFreshness } from "../../server/sources/contract.ts";
import { emptied, sourcesLiveness } from "../live/liveness.ts";
import { useServerSecond } from "../live/use-connection.ts";
import { cn } from "../ui/cn.ts";
import { duration } from "../ui/format-duration.ts";
import { StatusGlyph } from "../ui/status-glyph.tsx";
import { silentOf } from "./missing-shares.ts";
import { Panel } from "./panel.tsx";
import { PanelBody } from "./panel-state.tsx";
import { freshnessLooks } from "./source-words.ts";
import { useAsked } from "./use-asked.ts";
import { useFreshness } from "./use-sources.ts";

const worstFirst: readonly FreshnessState[] = ["delayed", "stale", "live", "silent"];

/** Each system that sends events, with the age of its newest one. */
export function Sources() {
  const asked = useAsked(useFreshness());
  const now = useServerSecond();
  const known = asked.data ?? [];
  const sources = [...known].sort((a, b) => worstFirst.indexOf(a.state) - worstFirst.indexOf(b.state));
  const liveness = emptied(
    asked.liveness.state === "live" ? sourcesLiveness(known, silentOf(known), now) : asked.liveness,
    known.length === 0,
  );
  return (
    <Panel
      id="sources"
      title="Sources"
      liveness={liveness}
      aside={
        <a href="/sources" className="inline-flex min-h-6 items-center text-primary hover:underline">
          All<span className="sr-only"> sources</span>
        </a>
      }
      className="border-t border-border-strong pb-2"
    >
      <PanelBody
        liveness={liveness}
        failed={asked}
        what="Sources"
        height={48}
        empty={
          <>
            None yet. Make one with{" "}
            <code className="font-mono text-sm break-words text-foreground">
              npm run -s cli -- source create --name "My classifier"
            </code>
          </>
        }
      >
        <ul>
          {sources.map((source) => (
            <SourceRow key={source.id} source={source} asOf={asked.asOf ?? now} old={asked.old} />
          ))}
        </ul>
      </PanelBody>
    </Panel>
  );
}

function SourceRow({ source, asOf, old }: { source: SourceFreshness; asOf: number; old: boolean }) {
  const { status, word } = freshnessLooks[source.state];
  const loud = source.state === "delayed" || source.state === "stale";
  return (
    <li
      data-testid={`source-${source.id}`}
      data-state={source.state}
      className="grid h-6 grid-cols-[12px_minmax(0,1fr)_auto] items-center gap-x-2 px-4 text-sm max-md:h-9"
    >
      <StatusGlyph status={old ? "unknown" : status} size={10} />
      <a
        href={`/sources?source=${source.id}`}
        className={cn(
          "block truncate leading-6 hover:underline max-md:leading-9",
          loud ? "text-foreground" : "text-secondary-foreground",
        )}
        title={source.name}
      >
        {source.name}
      </a>
      <span className={cn(source.state === "delayed" && !old ? "font-medium text-warning" : "text-muted-foreground")}>
        {word} {source.newestEvent === null ? null : duration(asOf - source.newestEvent)}
      </span>
    </li>
  );
}
