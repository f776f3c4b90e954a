"use client";

import { CalendarClock } from "lucide-react";
import { reachWords } from "../panels/oncall-words.ts";
import { useOnCallNow } from "../panels/use-oncall.ts";
import { StatusGlyph } from "../ui/status-glyph.tsx";
import { ScopedLink } from "./scoped-link.tsx";

/** Who is on call now, each once, on the way to the page that says more. Nothing where there is no schedule. */
export function OnCallNow() {
  const schedules = useOnCallNow();
  if (!schedules || schedules.length === 0) return null;
  const people = [...new Set(schedules.flatMap(({ now }) => now?.person ?? []))];
  const empty = schedules.filter(({ now }) => now === null);
  const reaches = schedules.flatMap(({ now }) => (now ? reachWords[now.reach] : null) ?? []);
  const each = schedules
    .map(({ schedule, now }) => {
      const reach = now && reachWords[now.reach];
      return `${schedule}: ${now?.person ?? "nobody"}${reach ? `, ${reach}` : ""}`;
    })
    .join("; ");
  return (
    <ScopedLink
      href="/on-call"
      data-testid="on-call-now"
      title={`On call now. ${each}`}
      className="flex h-7 max-w-72 min-w-0 items-center gap-1.5 rounded-sm px-1 text-sm hover:underline max-xl:hidden"
    >
      <CalendarClock size={14} aria-hidden className="flex-none text-muted-foreground" />
      <span className="sr-only">On call now: </span>
      {people.length > 0 ? <span className="max-w-40 flex-none truncate">{people.join(", ")}</span> : null}
      {reaches[0] === undefined ? null : <StatusGlyph status="warning" label={reaches[0]} />}
      {empty.length > 0 ? (
        <span className="flex min-w-0 items-center gap-1 font-medium text-warning">
          <StatusGlyph status="warning" />
          <span className="truncate">nobody on {empty.length === 1 ? empty[0]?.schedule : empty.length}</span>
        </span>
      ) : null}
    </ScopedLink>
  );
}
