"use client";

import type { ReactNode } from "react";
import { Button } from "../ui/button.tsx";
import { ApiProvider } from "./api.tsx";
import { leave } from "./leave.ts";
import { Mark } from "./mark.tsx";

/** A page for somebody to whom nothing else is open: no way elsewhere but out. */
export function BarePage({ title, children }: { title: string; children: ReactNode }) {
  return (
    <ApiProvider>
      <header className="flex min-h-12 items-center gap-3 border-b border-border px-4">
        <Mark size={22} />
        <h1 className="text-base font-medium">{title}</h1>
        <Button variant="quiet" className="ml-auto" onClick={() => void leave()}>
          Sign out
        </Button>
      </header>
      <main>{children}</main>
    </ApiProvider>
  );
}
