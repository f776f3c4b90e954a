import { Activity } from "lucide-react";
import type { ReactNode } from "react";
import { Mark } from "./mark.tsx";

/** The pages there are, and the person at the foot. */
export function Rail({ menu }: { menu: ReactNode }) {
  return (
    <nav
      aria-label="Main"
      className="sticky top-0 flex h-dvh w-14 flex-none flex-col border-r border-border bg-sidebar max-md:hidden 2xl:w-18"
    >
      <span className="mb-2 grid h-12 flex-none place-items-center border-b border-border" title="Watchfloor">
        <Mark />
      </span>
      <a
        href="/"
        aria-current="page"
        className="relative flex flex-col items-center gap-1 py-2 text-xs font-medium before:absolute before:inset-y-2 before:left-0 before:w-0.5 before:rounded-r-xs before:bg-primary"
      >
        <Activity size={20} strokeWidth={1.5} className="text-primary" aria-hidden />
        Now
      </a>
      <span className="grow" />
      <div className="mt-2 grid h-14 place-items-center border-t border-border">{menu}</div>
    </nav>
  );
}
