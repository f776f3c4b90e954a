import type { ReactNode } from "react";
import type { Liveness } from "../live/liveness.ts";
import { cn } from "../ui/cn.ts";
import { PanelState } from "./panel-state.tsx";

/**
 * A titled part of a page: no box, no shadow; hairlines between panels come from the grid they stand in. Its head says
 * what may be believed of it.
 */
export function Panel({
  id,
  title,
  unit,
  summary,
  liveness,
  badge,
  aside,
  className,
  children,
}: {
  id: string;
  title: string;
  unit?: ReactNode;
  /** What is drawn in one sentence, for those who do not see it. */
  summary?: string;
  /** Null for what is past, and has no age. */
  liveness: Liveness | null;
  /** Says the state instead of the usual badge, where that changes more often than the panel is drawn. */
  badge?: ReactNode;
  aside?: ReactNode;
  className?: string;
  children: ReactNode;
}) {
  return (
    <section
      id={id}
      aria-labelledby={`${id}-title`}
      aria-describedby={summary === undefined ? undefined : `${id}-summary`}
      data-panel={id}
      data-state={liveness?.state ?? "past"}
      className={cn("relative min-w-0", className)}
    >
      {/* Above a table's head that sticks below it, which would cut the ring of a focused press. */}
      <header className="relative z-11 flex min-h-8 flex-wrap items-center gap-x-2 px-4">
        <h2 id={`${id}-title`} className="text-base font-medium">
          {/* One text with its space: Chromium drops a space of its own from the name. */}
          {unit ? `${title} ` : title}
          {unit ? <span className="font-normal text-muted-foreground">{unit}</span> : null}
        </h2>
        <div className="panel-tools">
          <div>{aside}</div>
          <div>{badge ?? (liveness ? <PanelState liveness={liveness} /> : null)}</div>
        </div>
      </header>
      {summary === undefined ? null : (
        <p id={`${id}-summary`} className="sr-only">
          {summary}
        </p>
      )}
      {children}
    </section>
  );
}
