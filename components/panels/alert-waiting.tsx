"use client";

import type { WaitingDeed } from "../live/waiting.ts";
import { useZone } from "../shell/use-scope.ts";
import { timeOfDay } from "../ui/format-time.ts";
import { StatusGlyph } from "../ui/status-glyph.tsx";

/** What the person did to this alert and the server does not know yet. */
export function AlertWaiting({ deeds }: { deeds: readonly WaitingDeed[] }) {
  const zone = useZone();
  if (deeds.length === 0) return null;
  return (
    <div
      role="status"
      data-testid="alert-waiting"
      className="mt-3 border-l-2 border-warning bg-warning-soft px-3 py-2 [overflow-wrap:anywhere]"
    >
      {deeds.map(({ kind, at }) => (
        <p key={`${kind} ${at}`} className="flex gap-1.5">
          <StatusGlyph status="disconnected" className="mt-1.5" />
          <span>
            {kind === "note" ? "Your note" : "Your acknowledgement"} of {timeOfDay(at, zone)} {zone.label} waits on this
            device for the line.{kind === "note" ? "" : " Until it is sent, others are called."}
          </span>
        </p>
      ))}
    </div>
  );
}
