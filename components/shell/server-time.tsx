"use client";

import { useServerSecond } from "../live/use-connection.ts";
import { timeOfDay } from "../ui/format-time.ts";
import { useZone } from "./use-scope.ts";

/** The server's clock, in the chosen zone. */
export function ServerTime() {
  const now = useServerSecond();
  const zone = useZone();
  return (
    <time dateTime={new Date(now).toISOString()} className="text-secondary-foreground">
      {timeOfDay(now, zone)} <span className="text-muted-foreground">{zone.label}</span>
    </time>
  );
}
