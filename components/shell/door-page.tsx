import type { ReactNode } from "react";
import { DailyBlocks } from "./daily-blocks.tsx";
import { Mark } from "./mark.tsx";

/** The pages before the door: a form left, real public figures right. */
export function DoorPage({
  title,
  lead,
  foot,
  children,
}: {
  title: string;
  lead: string;
  foot: string;
  children: ReactNode;
}) {
  return (
    <main className="grid min-h-dvh xl:grid-cols-[560px_minmax(0,1fr)]">
      <div className="flex flex-col border-border px-6 py-12 md:px-24 xl:border-r">
        <p className="flex items-center gap-2.5 text-xl font-semibold">
          <Mark size={32} />
          Watchfloor
        </p>
        <div className="my-auto w-full max-w-92 py-12">
          <h1 className="text-2xl font-semibold">{title}</h1>
          <p className="mt-2 text-lg text-secondary-foreground">{lead}</p>
          {children}
        </div>
        <p className="text-sm text-muted-foreground">{foot}</p>
      </div>
      <div className="flex flex-col justify-between bg-sidebar px-16 pt-10 pb-12 max-xl:hidden">
        <DailyBlocks />
      </div>
    </main>
  );
}
