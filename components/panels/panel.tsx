import type { ReactNode } from "react";
import { cn } from "../ui/cn.ts";

/** A titled part of a page: no box, no shadow; hairlines between panels come from the grid they stand in. */
export function Panel({
  id,
  title,
  unit,
  summary,
  aside,
  className,
  children,
}: {
  id: string;
  title: string;
  unit?: ReactNode;
  /** What is drawn in one sentence, for those who do not see it. */
  summary?: string;
  aside?: ReactNode;
  className?: string;
  children: ReactNode;
}) {
  return (
    <section
      id={id}
      aria-labelledby={`${id}-title`}
      aria-describedby={summary === undefined ? undefined : `${id}-summary`}
      className={cn("relative min-w-0 scroll-mt-12", className)}
    >
      {/* Above a table's head that sticks below it, which would cut the ring of a focused press. */}
      <header className="relative z-11 flex min-h-8 flex-wrap items-center gap-x-2 px-4">
        <h2 id={`${id}-title`} className="text-base font-medium">
          {/* One text with its space: Chromium drops a space of its own from the name. */}
          {unit ? `${title} ` : title}
          {unit ? <span className="font-normal text-muted-foreground">{unit}</span> : null}
        </h2>
        {aside ? <div className="ml-auto flex items-center gap-3 text-sm text-muted-foreground">{aside}</div> : null}
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
