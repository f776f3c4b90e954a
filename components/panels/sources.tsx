"use client";

import type { FreshnessState, SourceFreshness } from "../../server/sources/contract.ts";
import { useServerSecond } from "../live/use-connection.ts";
import { useZone } from "../shell/use-scope.ts";
import { cn } from "../ui/cn.ts";
import { duration } from "../ui/format-duration.ts";
import { timeOfDay } from "../ui/format-time.ts";
import { StatusGlyph } from "../ui/status-glyph.tsx";
import { Panel } from "./panel.tsx";
import { freshnessLooks } from "./source-words.ts";
import { inTrouble, sourcesOldMs, useSources } from "./use-sources.ts";

const worstFirst: readonly FreshnessState[] = ["delayed", "stale", "live", "silent"];

/** Each system that sends events, with the age of its newest one. */
export function Sources() {
  const known = useSources();
  const sources = [...(known?.sources ?? [])].sort((a, b) => worstFirst.indexOf(a.state) - worstFirst.indexOf(b.state));
  const now = useServerSecond();
  const zone = useZone();
  const old = known !== null && now - known.asOf > sourcesOldMs;
  const aside = (
    <>
      {old ? `as of ${timeOfDay(known.asOf, zone)}` : "age of newest event"}
      <a href="/sources" className="inline-flex min-h-6 items-center text-primary hover:underline">
        All<span className="sr-only"> sources</span>
      </a>
    </>
  );
  return (
    <Panel id="sources" title="Sources" aside={aside} className="border-t border-border-strong pb-2">
      {known && sources.length === 0 ? (
        <p className="px-4 pb-2 text-secondary-foreground">
          None yet. Make one with{" "}
          <code className="font-mono text-sm break-words text-foreground">
            npm run -s cli -- source create --name "My classifier"
          </code>
        </p>
      ) : (
        <ul>
          {sources.map((source) => (
            <SourceRow key={source.id} source={source} asOf={known?.asOf ?? 0} old={old} />
          ))}
        </ul>
      )}
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

/** "3 of 4 sources", only while one is missing: the figures beside it are then a lower bound. */
export function SourcesChip() {
  const known = useSources();
  if (!known) return null;
  const missing = inTrouble(known.sources);
  const sending = known.sources.filter(({ state }) => state !== "silent").length;
  if (missing.length === 0) return null;
  return (
    <span
      className="inline-flex h-5 items-center gap-1 rounded-sm border border-warning-line bg-warning-soft px-1.5 font-medium whitespace-nowrap text-warning"
      title={`Missing: ${missing.map(({ name }) => name).join(", ")}`}
    >
      <StatusGlyph status="partial" />
      {sending - missing.length} of {sending} sources
    </span>
  );
}
