"use client";

import { ChevronDown } from "lucide-react";
import dynamic from "next/dynamic";

/** The place of the menu of views, which comes after the page: its trigger is as wide as this. */
export const ViewsButton = dynamic(() => import("./views-menu.tsx").then((all) => all.ViewsMenu), {
  ssr: false,
  loading: () => (
    <span className="inline-flex h-7 items-center gap-1.5 px-2 text-base text-muted-foreground max-md:h-10">
      Views <ChevronDown size={12} aria-hidden />
    </span>
  ),
});
