"use client";

import { cn } from "../ui/cn.ts";
import { ScopedLink } from "./scoped-link.tsx";
import { useMay } from "./visitor.tsx";

const tabs = [
  { href: "/hotline", name: "Cases" },
  { href: "/hotline/new", name: "New by phone" },
  { href: "/hotline/partners", name: "Partners" },
] as const;

/** The pages of the hotline that this person may open. `current`: the path of the one that is shown. */
export function HotlineTabs({ current }: { current: string }) {
  const mayAct = useMay("hotline.act");
  return (
    <nav aria-label="Hotline" className="flex gap-1 overflow-x-auto border-b border-border px-3">
      {tabs
        .filter(({ href }) => mayAct || href !== "/hotline/new")
        .map(({ href, name }) => (
          <ScopedLink
            key={href}
            href={href}
            aria-current={href === current ? "page" : undefined}
            className={cn(
              "-mb-px flex h-9 items-center border-b-2 px-2 font-medium whitespace-nowrap outline-offset-[-2px] max-md:h-11",
              href === current
                ? "border-primary text-foreground"
                : "border-transparent text-secondary-foreground hover:text-foreground",
            )}
          >
            {name}
          </ScopedLink>
        ))}
    </nav>
  );
}
