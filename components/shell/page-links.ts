import { Activity, Antenna, ChartLine, type LucideIcon } from "lucide-react";

export interface PageLink {
  href: string;
  name: string;
  Icon: LucideIcon;
}

/** The pages there are, for the rail and for the menu of a phone. Every role that reads Now reads them all. */
export const pageLinks: readonly PageLink[] = [
  { href: "/", name: "Now", Icon: Activity },
  { href: "/explore", name: "Explore", Icon: ChartLine },
  { href: "/sources", name: "Sources", Icon: Antenna },
];
