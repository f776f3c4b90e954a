import {
  Activity,
  Antenna,
  Bell,
  CalendarClock,
  ChartLine,
  type LucideIcon,
  Phone,
  SlidersHorizontal,
  UserPlus,
} from "lucide-react";
import type { Permission } from "../../server/kernel/roles.ts";
import type { ShortcutId } from "../ui/shortcuts.ts";

export interface PageLink {
  href: string;
  name: string;
  Icon: LucideIcon;
  shortcut: ShortcutId;
  /** Shown to those who hold it; a page without it is read by everyone who reads Now. */
  needs?: Permission;
  /** Not shown to those who hold it: they come to it from another page. */
  unless?: Permission;
  /** It stands for all pages below this path, at the foot of the rail. */
  below?: string;
}

/** The pages there are, for the rail and for the menu of a phone. */
export const pageLinks: readonly PageLink[] = [
  { href: "/", name: "Now", Icon: Activity, shortcut: "now" },
  { href: "/explore", name: "Explore", Icon: ChartLine, shortcut: "explore" },
  { href: "/growth", name: "Growth", Icon: UserPlus, shortcut: "growth" },
  { href: "/hotline", name: "Hotline", Icon: Phone, shortcut: "hotline" },
  { href: "/alerts", name: "Alerts", Icon: Bell, shortcut: "alerts", needs: "alerts.read" },
  // Analysts look for what is worth a rule, and see no alerts.
  { href: "/alerts/rules", name: "Rules", Icon: Bell, shortcut: "alerts", needs: "rules.read", unless: "alerts.read" },
  { href: "/on-call", name: "On call", Icon: CalendarClock, shortcut: "oncall" },
  { href: "/sources", name: "Sources", Icon: Antenna, shortcut: "sources" },
  {
    href: "/admin/people",
    name: "Admin",
    Icon: SlidersHorizontal,
    shortcut: "admin",
    needs: "people.read",
    below: "/admin",
  },
];
