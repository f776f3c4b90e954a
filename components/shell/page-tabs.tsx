"use client";

import type { Permission } from "../../server/kernel/roles.ts";
import { cn } from "../ui/cn.ts";
import { ScopedLink } from "./scoped-link.tsx";
import { useVisitor } from "./visitor.tsx";

/** Pages that stand together, and what each asks of the person. */
const groups = {
  Administration: [
    { href: "/admin/people", name: "People", needs: "people.read" },
    { href: "/admin/audit", name: "Audit", needs: "audit.read" },
    { href: "/admin/system", name: "System", needs: "system.read" },
  ],
  Alerts: [
    { href: "/alerts", name: "Inbox", needs: "alerts.read" },
    { href: "/alerts/silences", name: "Silences", needs: "alerts.read" },
    { href: "/alerts/rules", name: "Rules", needs: "rules.read" },
    { href: "/alerts/integrations", name: "Integrations", needs: "alerts.read" },
  ],
  "On call": [
    { href: "/on-call", name: "Schedules", needs: "oncall.read" },
    { href: "/on-call/handover", name: "Hand-over", needs: "alerts.read" },
  ],
  Hotline: [
    { href: "/hotline", name: "Cases", needs: "hotline.read" },
    { href: "/hotline/new", name: "New by phone", needs: "hotline.act" },
    { href: "/hotline/partners", name: "Partners", needs: "hotline.read" },
  ],
} as const satisfies Record<string, readonly { href: string; name: string; needs: Permission }[]>;

/** The pages of a group that this person may open. `current`: the path of the one that is shown, where it is one. */
export function PageTabs({ of, current }: { of: keyof typeof groups; current: string | null }) {
  const { permissions } = useVisitor();
  return (
    <nav aria-label={of} className="flex gap-1 overflow-x-auto border-b border-border px-3">
      {groups[of]
        .filter(({ needs }) => permissions.includes(needs))
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
