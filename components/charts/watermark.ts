import type { Liveness } from "../live/liveness.ts";

/** Where a plot stops being counted: hatched from there on when data is delayed or stale. */
export function watermarkOf(liveness: Liveness): { at: number; colour: string } | undefined {
  if (liveness.state === "delayed") return { at: liveness.newest, colour: "var(--status-warning)" };
  if (liveness.state === "stale") return { at: liveness.newest, colour: "var(--muted-foreground)" };
  return undefined;
}
