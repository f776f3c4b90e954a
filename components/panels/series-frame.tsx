"use client";

import { useMemo } from "react";
import type { SourceNames } from "../charts/dimension-names.ts";
import { useSources } from "./use-sources.ts";

/** Names of the sources, by their number as `series.read` writes it. */
export function useSourceNames(): SourceNames {
  const known = useSources();
  const listed = known?.sources.map(({ id, name }) => `${id}\t${name}`).join("\n") ?? "";
  return useMemo(
    () => new Map(listed.split("\n").flatMap((line) => [line.split("\t", 2) as [string, string]])),
    [listed],
  );
}

/** A line in the head while an answer is awaited: what is drawn stays as it is. */
export function RefreshLine({ shown }: { shown: boolean }) {
  return (
    <span className="absolute inset-x-0 top-0 h-0.5 overflow-hidden" aria-hidden="true">
      {shown ? <span className="appear-late block h-full w-1/3 bg-primary" /> : null}
    </span>
  );
}
