"use client";

import { useServerSecond } from "../live/use-connection.ts";
import { cn } from "../ui/cn.ts";
import { countdown } from "../ui/format-duration.ts";
import type { Status } from "../ui/status-glyph.tsx";

/** How a running clock stands: overdue is critical, in its last fifth it warns. */
export function clockStatus(startedAt: number, dueAt: number, now: number): Status {
  if (countdown(dueAt, now).overdue) return "critical";
  return dueAt - now <= (dueAt - startedAt) / 5 ? "warning" : "ok";
}

const colours: Partial<Record<Status, string>> = { critical: "text-critical", warning: "text-warning" };

/** Time left, or time over, by the server's clock; it goes on while the line is broken. */
export function Clock({ startedAt, dueAt }: { startedAt: number; dueAt: number }) {
  const now = useServerSecond();
  const { text, overdue, running } = countdown(dueAt, now);
  return (
    <span
      role="timer"
      className={cn(
        "text-right text-lg leading-5 font-medium whitespace-nowrap",
        running && "font-mono tracking-tight",
        colours[clockStatus(startedAt, dueAt, now)],
      )}
    >
      {overdue ? <span className="sr-only">overdue </span> : null}
      {text}
    </span>
  );
}

/** The line below a clock that shortens toward its right edge, where the due time stands. */
export function Fuse({ startedAt, dueAt }: { startedAt: number; dueAt: number }) {
  const now = useServerSecond();
  const left = Math.max(0, Math.min(1, (dueAt - now) / Math.max(1, dueAt - startedAt)));
  const status = clockStatus(startedAt, dueAt, now);
  return (
    <span
      className={cn(
        "absolute inset-x-4 bottom-0 h-px bg-border-strong forced-color-adjust-none",
        colours[status] ?? "text-unknown",
      )}
      aria-hidden="true"
    >
      <i
        className="absolute -top-px right-0 h-0.5 rounded-full bg-current"
        style={{ width: status === "critical" ? "100%" : `${(left * 100).toFixed(2)}%` }}
      />
    </span>
  );
}
