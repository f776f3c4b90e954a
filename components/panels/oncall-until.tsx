"use client";

import type { OnCallNow } from "../../server/oncall/schedule/contract.ts";
import { useServerSecond } from "../live/use-connection.ts";
import { ScopedLink } from "../shell/scoped-link.tsx";
import { useZone } from "../shell/use-scope.ts";
import { useVisitor } from "../shell/visitor.tsx";
import { cn } from "../ui/cn.ts";
import { shortInstant } from "../ui/format-time.ts";
import { StatusGlyph } from "../ui/status-glyph.tsx";
import { reachWords } from "./oncall-words.ts";
import { useOnCallNow } from "./use-oncall.ts";

/** Who is on call until when, who comes then, and the way to the hand-over; nothing where there is no schedule. */
export function OnCallUntil({ className }: { className?: string }) {
  const schedules = useOnCallNow();
  if (!schedules || schedules.length === 0) return null;
  return (
    <section
      aria-label="On call"
      data-testid="on-call-until"
      className={cn("mt-3 text-secondary-foreground", className)}
    >
      <ul>
        {schedules.map((one) => (
          <li key={one.scheduleId} className="[overflow-wrap:anywhere]">
            <OneLine of={one} named={schedules.length > 1} />
          </li>
        ))}
      </ul>
      <ScopedLink
        href="/on-call/handover"
        className="inline-flex min-h-6 items-center text-primary underline max-md:min-h-11"
      >
        Hand over
      </ScopedLink>
    </section>
  );
}

function OneLine({ of: { schedule, now, next }, named }: { of: OnCallNow; named: boolean }) {
  const at = useServerSecond();
  const zone = useZone();
  const { personId } = useVisitor();
  const when = next && `${shortInstant(next.at, at, zone)} ${zone.label}`;
  const unreached = now && reachWords[now.reach];
  const then = next === null ? "" : `, then ${next.personId === personId ? "you" : (next.person ?? "nobody")}`;
  return (
    <>
      {now && !unreached ? null : <StatusGlyph status="warning" size={10} className="mr-1.5" />}
      {named ? `${schedule}: ` : null}
      <b className="font-medium text-foreground">
        <bdi>{now === null ? "Nobody" : now.personId === personId ? "You" : now.person}</bdi>
      </b>
      {unreached ? ` (${unreached})` : null} {now?.personId === personId ? "are" : "is"} on call
      {when === null ? ", no hand-off ahead" : ` until ${when}${then}`}.
    </>
  );
}
