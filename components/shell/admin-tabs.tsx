"use client";

import type { Permission } from "../../server/kernel/roles.ts";
import { cn } from "../ui/cn.ts";
import { ScopedLink } from "./scoped-link.tsx";

const tabs = [
  { href: "/admin/people", name: "People", permission: "people.read" },
  { href: "/admin/audit", name: "Audit", permission: "audit.read" },
  { href: "/admin/system", name: "System", permission: "system.read" },
] as const satisfies readonly { href: string; name: string; permission: Permission }[];

/** The pages of administration that this person may open. `current`: the path of the one that is shown. */
export function AdminTabs({ current, permissions }: { current: string; permissions: readonly Permission[] }) {
  return (
    <nav aria-label="Administration" className="flex gap-1 overflow-x-auto border-b border-border px-3">
      {tabs
        .filter(({ permission }) => permissions.includes(permission))
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
