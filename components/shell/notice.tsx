import type { ReactNode } from "react";
import { Mark } from "./mark.tsx";

/** A page that only says one thing. */
export function Notice({ title, words, children }: { title: string; words: string; children: ReactNode }) {
  return (
    <main className="grid min-h-dvh place-items-center p-6">
      <div className="max-w-md">
        <Mark size={32} />
        <h1 className="mt-6 text-xl font-semibold">{title}</h1>
        <p className="mt-2 mb-6 text-lg text-secondary-foreground">{words}</p>
        {children}
      </div>
    </main>
  );
}
