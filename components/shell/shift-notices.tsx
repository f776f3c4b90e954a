"use client";

import { useQuery } from "@tanstack/react-query";
import { usePathname } from "next/navigation";
import type { OnCallNow } from "../../server/oncall/schedule/contract.ts";
import { useLive } from "../live/live-provider.tsx";
import { useServerSecond } from "../live/use-connection.ts";
import { useOnCallNow } from "../panels/use-oncall.ts";
import { Button } from "../ui/button.tsx";
import { hourAndMinute, shortInstant, type Zone } from "../ui/format-time.ts";
import { StatusGlyph } from "../ui/status-glyph.tsx";
import { useTRPC } from "./api.tsx";
import { ScopedLink } from "./scoped-link.tsx";
import { useZone } from "./use-scope.ts";
import { useSound } from "./use-sound.ts";
import { useVisitor } from "./visitor.tsx";

const soonMs = 3_600_000;
const handOverPath = "/on-call/handover";

/** What whoever is on call has to hear on every page: a note that waits for them, and that this browser is silent. */
export function ShiftNotices() {
  return (
    <>
      <HandOverNotice />
      <SoundNotice />
    </>
  );
}

const handOverAgainMs = 60_000;

function HandOverNotice() {
  const { oncall } = useTRPC();
  const here = usePathname();
  const { data } = useQuery({ ...oncall.handOvers.queryOptions(), refetchInterval: handOverAgainMs });
  const waiting = data?.filter(({ awaitsMe }) => awaitsMe) ?? [];
  const [first] = waiting;
  if (!first || here === handOverPath) return null;
  return (
    <p
      role="status"
      data-testid="hand-over-notice"
      className="flex min-h-10 flex-wrap items-center gap-x-3 gap-y-1 border-b border-primary-line bg-primary-soft px-4 py-1"
    >
      <span className="min-w-0 [overflow-wrap:anywhere]">
        <StatusGlyph status="info" className="mr-2" />
        <b className="font-medium">
          {first.written.by} has left you a note for {first.schedule}
          {waiting.length > 1 ? `, and ${waiting.length - 1} more wait` : ""}.
        </b>
      </span>
      <ScopedLink
        href={handOverPath}
        className="inline-flex min-h-6 items-center text-primary underline max-md:min-h-11"
      >
        Read it
      </ScopedLink>
    </p>
  );
}

/** Whoever is on call, or is within the hour, hears that this browser would call them in silence. */
function SoundNotice() {
  const { personId } = useVisitor();
  const schedules = useOnCallNow();
  const now = useServerSecond();
  const zone = useZone();
  const sound = useSound();
  const { sound: own } = useLive();
  const words = schedules ? shiftWords(schedules, personId, now, zone) : null;
  if (words === null || sound === "armed") return null;
  return (
    <p
      role="status"
      id="sound-notice"
      data-testid="sound-notice"
      className="flex min-h-10 flex-wrap items-center gap-x-3 gap-y-1 border-b border-warning-line bg-warning-soft px-4 py-1"
    >
      <span className="min-w-0 [overflow-wrap:anywhere]">
        <StatusGlyph status="warning" className="mr-2" />
        <b className="font-medium">{words}</b>{" "}
        {sound === "blocked"
          ? "This browser lets nothing sound before you press something here."
          : "This browser calls you without a sound."}
      </span>
      <Button size="small" onClick={() => void own.arm()}>
        Arm sound
      </Button>
    </p>
  );
}

/** Of the shift that is on, else of the next within the hour; null when there is neither. */
function shiftWords(schedules: readonly OnCallNow[], personId: string, at: number, zone: Zone): string | null {
  const on = schedules.find(({ now }) => now?.personId === personId);
  if (on) {
    const until = on.next ? ` until ${shortInstant(on.next.at, at, zone)} ${zone.label}` : "";
    return `You are on call${until}.`;
  }
  const next = schedules.flatMap((one) => (one.next?.personId === personId ? [one.next.at] : []));
  const soonest = Math.min(...next);
  return soonest - at <= soonMs ? `Your shift begins at ${hourAndMinute(soonest, zone)} ${zone.label}.` : null;
}
