import { Activity, Antenna, ChartLine, type LucideIcon, UserPlus } from "lucide-react";
import type { ShortcutId } from "../ui/shortcuts.ts";

export interface PageLink {
  href: string;
  name: string;
  Icon: LucideIcon;
  shortcut: ShortcutId;
}

/** The pages there are, for the rail and for the menu of a phone. Every role that reads Now reads them all. */
export const pageLinks: readonly PageLink[] = [
  { href: "/", name: "Now", Icon: Activity, shortcut: "now" },
  { href: "/explore", name: "Explore", Icon: ChartLine, shortcut: "explore" },
  { href: "/growth", name: "Growth", Icon: UserPlus, shortcut: "growth" },
  { href: "/sources", name: "Sources", Icon: Antenna, shortcut: "sources" },
];
