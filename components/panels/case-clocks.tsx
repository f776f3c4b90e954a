"use client";

import type { CaseClock } from "../../server/hotline/clocks/contract.ts";
import { useServerSecond } from "../live/use-connection.ts";
import { useZone } from "../shell/use-scope.ts";
import { Button } from "../ui/button.tsx";
import { duration } from "../ui/format-duration.ts";
import { shortInstant } from "../ui/format-time.ts";
import { StatusGlyph, statusColour } from "../ui/status-glyph.tsx";
import { confidenceNames, pauseReasonNames } from "./case-words.ts";
import { Clock, Fuse } from "./clock.tsx";
import { clockStanding } from "./clock-words.ts";

/** What can be done with a clock; null for those who may only look. */
export interface ClockDeeds {
  pause(clock: CaseClock): void;
  resume(clock: CaseClock): void;
  stop(clock: CaseClock): void;
  busy: boolean;
}

/** All clocks of a case side by side: what is left, whose limit it is, and how sure we are of it. */
export function CaseClocks({ clocks, deeds }: { clocks: readonly CaseClock[]; deeds: ClockDeeds | null }) {
  return (
    <ul
      aria-label="Clocks"
      className="grid grid-cols-[repeat(auto-fill,minmax(240px,1fr))] overflow-hidden border-b border-border"
    >
      {clocks.map((clock) => (
        <ClockCell key={clock.id} clock={clock} deeds={deeds} />
      ))}
    </ul>
  );
}

function ClockCell({ clock, deeds }: { clock: CaseClock; deeds: ClockDeeds | null }) {
  const now = useServerSecond();
  const zone = useZone();
  const { glyph, word, sentence } = clockStanding(clock, now);
  const pause = clock.pauses.find(({ to }) => to === null);
  const limit = `${clock.basis === "law" ? "law" : "internal target"}, ${duration(clock.limitMs)}`;
  return (
    <li
      data-testid={`clock-${clock.kind}`}
      data-state={word}
      className="relative -mt-px flex min-w-0 flex-col border-t border-r border-border px-4 py-3"
    >
      <p className="flex gap-1.5 text-sm">
        <StatusGlyph status={glyph} label={sentence === null ? word : undefined} className="mt-1" />
        <span className="min-w-0 break-words">{clock.name}</span>
      </p>
      <div className="mt-1 flex min-h-7 items-center text-left">
        {clock.dueAt === null ? (
          <span className="text-lg font-medium">{stillWords(clock)}</span>
        ) : (
          <Clock startedAt={clock.dueAt - clock.limitMs} dueAt={clock.dueAt} />
        )}
      </div>
      {sentence === null ? null : <p className={`text-sm font-medium ${statusColour[glyph]}`}>{sentence}</p>}
      <p className="text-sm text-secondary-foreground">
        {limit}
        {clock.dueAt === null
          ? null
          : `, ${now > clock.dueAt ? "ended" : "ends"} ${shortInstant(clock.dueAt, now, zone)} ${zone.label}`}
      </p>
      <p className="text-sm text-muted-foreground">
        {clock.law === null ? null : `${clock.law}; `}
        {confidenceNames[clock.confidence]}
      </p>
      {pause ? (
        <p className="text-sm [overflow-wrap:anywhere] text-secondary-foreground">
          Paused {shortInstant(pause.from, now, zone)} {zone.label} by {pause.by}: {pauseReasonNames[pause.reason]},
          evidence {pause.evidence}
        </p>
      ) : null}
      {deeds && clock.stoppedAt === null && clock.kind !== "acknowledge" ? (
        <p className="mt-2 mb-1 flex flex-wrap gap-2">
          <Button size="small" disabled={deeds.busy} onClick={() => deeds.stop(clock)}>
            Done<span className="sr-only">: {clock.name}</span>
          </Button>
          {pause ? (
            <Button size="small" disabled={deeds.busy} onClick={() => deeds.resume(clock)}>
              Run on<span className="sr-only">: {clock.name}</span>
            </Button>
          ) : null}
          {!pause && clock.mayPauseFor.length > 0 && clock.dueAt !== null && now <= clock.dueAt ? (
            <Button size="small" disabled={deeds.busy} onClick={() => deeds.pause(clock)}>
              Pause<span className="sr-only">: {clock.name}</span>
            </Button>
          ) : null}
        </p>
      ) : null}
      {clock.dueAt === null ? null : <Fuse startedAt={clock.dueAt - clock.limitMs} dueAt={clock.dueAt} />}
    </li>
  );
}

/** "12 m 04 s left" while it stands still; "in 1 m 12 s" or "31 m late" once it was stopped. */
function stillWords({ leftMs, limitMs, stoppedAt }: CaseClock): string {
  const left = leftMs ?? 0;
  if (stoppedAt === null) return `${duration(left)} left`;
  return left < 0 ? `${duration(-left)} late` : `in ${duration(limitMs - left)}`;
}
