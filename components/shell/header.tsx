import type { ReactNode } from "react";
import { LivePill } from "./live-pill.tsx";
import { Mark } from "./mark.tsx";
import { ScopeControls } from "./scope-controls.tsx";
import { ServerTime } from "./server-time.tsx";

/** Scope and range, or the title of another page and its `controls`, left, server time and the state of the line right. On phones it holds the mark and the menu too. */
export function Header({ title, menu, controls }: { title: string; menu: ReactNode; controls?: ReactNode }) {
  return (
    <header className="sticky top-0 z-20 flex min-h-12 flex-wrap items-center gap-x-2 border-b border-border bg-background px-4 max-md:min-h-11 max-md:gap-y-1 max-md:pb-1">
      <span className="md:hidden">
        <Mark size={22} />
      </span>
      <h1 className="text-base font-medium max-md:sr-only">
        {controls ? null : <span className="font-normal text-muted-foreground">Scope</span>} {title}
      </h1>
      <div className="flex items-center max-md:order-last max-md:w-full">
        <span className="mr-1 ml-1 h-3 w-px bg-border-strong max-md:hidden" aria-hidden="true" />
        {controls ?? <ScopeControls />}
      </div>
      <div className="ml-auto flex items-center gap-3 max-md:h-11">
        <ServerTime />
        <LivePill />
        <div className="md:hidden">{menu}</div>
      </div>
    </header>
  );
}
