"use client";

import type { ReactNode } from "react";
import { cn } from "../ui/cn.ts";
import { Mark } from "./mark.tsx";
import type { PageLink } from "./page-links.ts";
import { ScopedLink } from "./scoped-link.tsx";
import { usePageLinks } from "./visitor.tsx";

/** The pages there are, and the person at the foot. `current`: the path of the page it stands on. */
export function Rail({ menu, current = "/" }: { menu: ReactNode; current?: string }) {
  const links = usePageLinks();
  return (
    <nav
      aria-label="Main"
      className="sticky top-0 flex h-dvh w-14 flex-none flex-col border-r border-border bg-sidebar max-md:hidden 2xl:w-18"
    >
      <span className="mb-2 grid h-12 flex-none place-items-center border-b border-border" title="Watchfloor">
        <Mark />
      </span>
      {links.map((link) => (link.below ? null : <RailLink key={link.href} link={link} current={current} />))}
      <span className="grow" />
      {links.map((link) => (link.below ? <RailLink key={link.href} link={link} current={current} /> : null))}
      <div className="mt-2 grid h-14 place-items-center border-t border-border">{menu}</div>
    </nav>
  );
}

function RailLink({ link: { href, name, Icon, below }, current }: { link: PageLink; current: string }) {
  const isHere = href === current || (below !== undefined && current.startsWith(`${below}/`));
  return (
    <ScopedLink
      href={href}
      aria-current={isHere ? "page" : undefined}
      className={cn(
        "relative flex flex-col items-center gap-1 py-2 text-xs outline-offset-[-2px]",
        isHere
          ? "font-medium before:absolute before:inset-y-2 before:left-0 before:w-0.5 before:rounded-r-xs before:bg-primary"
          : "text-secondary-foreground hover:text-foreground",
      )}
    >
      <Icon size={20} strokeWidth={1.5} className={cn(isHere && "text-primary")} aria-hidden />
      {name}
    </ScopedLink>
  );
}
