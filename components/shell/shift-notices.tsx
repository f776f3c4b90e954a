"use client";

import { useQuery } from "@tanstack/react-query";
import { usePathname } from "next/navigation";
import { type ReactNode, useEffect, useRef } from "react";
import type { OnCallNow, Reachability } from "../../server/oncall/schedule/contract.ts";
import { useLive } from "../live/live-provider.tsx";
import { useServerSecond } from "../live/use-connection.ts";
import { useOnCallNow } from "../panels/use-oncall.ts";
import { Button } from "../ui/button.tsx";
import { cn } from "../ui/cn.ts";
import { hourAndMinute, shortInstant, type Zone } from "../ui/format-time.ts";
import { StatusGlyph } from "../ui/status-glyph.tsx";
import { useTRPC } from "./api.tsx";
import { ScopedLink, useScopedAddress } from "./scoped-link.tsx";
import { useZone } from "./use-scope.ts";
import { useSound } from "./use-sound.ts";
import { useVisitor } from "./visitor.tsx";

const soonMs = 3_600_000;
const handOverPath = "/on-call/handover";

/**
 * What whoever is on call has to hear on every page: a note that waits for them, that a call would not come through to
 * them, that this browser is silent. How high the notices stand is told to what fills the rest of the window.
 */
export function ShiftNotices() {
  const box = useRef<HTMLDivElement>(null);
  const path = usePathname();
  useEffect(() => {
    const notices = box.current;
    if (!notices) return;
    const { style } = document.documentElement;
    const observer = new ResizeObserver(() => style.setProperty("--notices", `${notices.offsetHeight}px`));
    observer.observe(notices);
    return () => {
      observer.disconnect();
      style.removeProperty("--notices");
    };
  }, []);
  return (
    // Whoever opens one alert on a phone deals with that first: nothing else fits above its presses.
    <div ref={box} className={/^\/alerts\/A-/.test(path) ? "max-md:hidden" : undefined}>
      <HandOverNotice />
      <ReachNotice />
      <SoundNotice />
    </div>
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
    <Notice
      id="hand-over-notice"
      status="info"
      act={
        <ScopedLink href={handOverPath} className={link}>
          Read it
        </ScopedLink>
      }
    >
      <b className="font-medium">
        {first.written.by} has left you a note for {first.schedule}
        {waiting.length > 1 ? `, and ${waiting.length - 1} more wait` : ""}.
      </b>
    </Notice>
  );
}

const link = "inline-flex min-h-6 items-center text-primary underline max-md:min-h-11";
const tones = { info: "border-primary-line bg-primary-soft", warning: "border-warning-line bg-warning-soft" };

/** One line of the notices, with what can be done about it. */
function Notice({
  id,
  status,
  act,
  children,
}: {
  id: string;
  status: "info" | "warning";
  act: ReactNode;
  children: ReactNode;
}) {
  return (
    <p
      role="status"
      data-testid={id}
      className={cn("flex min-h-10 flex-wrap items-center gap-x-3 gap-y-1 border-b px-4 py-1", tones[status])}
    >
      <span className="min-w-0 [overflow-wrap:anywhere]">
        <StatusGlyph status={status} className="mr-2" />
        {children}
      </span>
      {act}
    </p>
  );
}

const lostCalls: Record<Exclude<Reachability, "channels">, string> = {
  open_page: "Only an open page of Watchfloor reaches you: close it, and a call passes you by.",
  nothing: "Nothing that your rules name for high urgency reaches you: a call passes you by.",
};

/** Whoever is on call, or is within a day, and would not hear a call. */
function ReachNotice() {
  const address = useScopedAddress();
  const schedules = useOnCallNow();
  const now = useServerSecond();
  const zone = useZone();
  const own = schedules?.flatMap((one) => (one.own ? [{ ...one, ...one.own }] : [])) ?? [];
  const [first] = own.sort((a, b) => a.from - b.from);
  if (!first || first.reach === "channels") return null;
  const begins = `Your shift in ${first.schedule} begins ${shortInstant(first.from, now, zone)} ${zone.label}.`;
  return (
    <Notice
      id="reach-notice"
      status="warning"
      act={
        <a href={`${address("/on-call")}#channels`} className={link}>
          Set up another channel
        </a>
      }
    >
      <b className="font-medium">{first.from <= now ? onCallWords(first, now, zone) : begins}</b>{" "}
      {lostCalls[first.reach]}
    </Notice>
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
    <Notice
      id="sound-notice"
      status="warning"
      act={
        <Button size="small" onClick={() => void own.arm()}>
          Arm sound
        </Button>
      }
    >
      <b className="font-medium">{words}</b>{" "}
      {sound === "blocked"
        ? "This browser lets nothing sound before you press something here."
        : "This browser calls you without a sound."}
    </Notice>
  );
}

/** Of the shift that is on, else of the next within the hour; null when there is neither. */
function shiftWords(schedules: readonly OnCallNow[], personId: string, at: number, zone: Zone): string | null {
  const on = schedules.find(({ now }) => now?.personId === personId);
  if (on) return onCallWords(on, at, zone);
  const next = schedules.flatMap((one) => (one.next?.personId === personId ? [one.next.at] : []));
  const soonest = Math.min(...next);
  return soonest - at <= soonMs ? `Your shift begins at ${hourAndMinute(soonest, zone)} ${zone.label}.` : null;
}

function onCallWords({ next }: Pick<OnCallNow, "next">, at: number, zone: Zone): string {
  return `You are on call${next ? ` until ${shortInstant(next.at, at, zone)} ${zone.label}` : ""}.`;
}
