"use client";

import { useConnection } from "../live/use-connection.ts";
import { StatusGlyph } from "../ui/status-glyph.tsx";

const looks = {
  connecting: { status: "loading", word: "connecting" },
  connected: { status: "ok", word: "live" },
  disconnected: { status: "disconnected", word: "no line, asks every 5 s" },
} as const;

/** Whether changes are told at once; without a line the page asks by itself. */
export function PortalPill() {
  const { phase } = useConnection();
  const { status, word } = looks[phase];
  return (
    <span
      data-testid="connection"
      data-state={phase === "connected" ? "live" : phase === "connecting" ? "loading" : phase}
      className="flex h-7 items-center gap-1.5 rounded-full border border-input px-2.5 text-sm font-medium whitespace-nowrap"
    >
      <StatusGlyph status={status} size={10} />
      {word}
    </span>
  );
}
