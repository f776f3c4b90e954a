"use client";

import type { Alert } from "../../server/alerts/contract.ts";
import type { Kind } from "../../server/counting/contract.ts";
import { streamLiveness } from "../live/liveness.ts";
import { useHotlineView, useServerSecond } from "../live/use-connection.ts";
import { signUps, takedownsBySubject, userReports } from "../live/views.ts";
import { ScopedLink } from "../shell/scoped-link.tsx";
import { useVisitor } from "../shell/visitor.tsx";
import { duration } from "../ui/format-duration.ts";
import { StatusGlyph } from "../ui/status-glyph.tsx";
import { severityLooks } from "./alert-words.ts";
import { Clock, clockStatus } from "./clock.tsx";
import { HotlineTile } from "./hotline-tile.tsx";
import { isOpen, shortestClock, threatNames } from "./hotline-words.ts";
import { inTrouble } from "./missing-shares.ts";
import { OnCallUntil } from "./oncall-until.tsx";
import { RateTile } from "./rate-tile.tsx";
import { Tile } from "./tile.tsx";
import { useSources } from "./use-sources.ts";

const channels = ["channel"];
const signUpView = signUps("10s");
const reportView = userReports("10s");
const ofReports: readonly Kind[] = ["user_report"];
const ofDecisions: readonly Kind[] = ["decision"];
const ofSignUps: readonly Kind[] = ["accounts_created"];
const clocksShown = 3;

/** On a phone, when no alert is open: is everything else fine? What is one's own, tiles, the shortest clocks. */
export function CalmBoard({ alerts }: { alerts: readonly Alert[] }) {
  const { name } = useVisitor();
  const now = useServerSecond();
  const { cases } = useHotlineView();
  const troubled = inTrouble(useSources()?.sources ?? []).length;
  const waiting = [...cases.values()].filter((one) => one.closed === null && isOpen(one)).length;
  const taken = alerts.filter(({ state }) => state === "acknowledged");
  const mine = taken.filter((one) => one.acknowledged?.by === name || one.assignee?.name === name);
  const fine = troubled === 0 && waiting === 0;
  return (
    <div data-testid="calm" className="-mx-4 md:hidden">
      <header className="px-4 pt-2 pb-3">
        <p className="flex items-center gap-2 text-sm font-medium">
          <StatusGlyph status={fine ? "ok" : "warning"} size={14} />
          {fine ? (taken.length === 0 ? "All clear" : `All clear but ${taken.length}`) : "Not all clear"}
        </p>
        <h3 className="mt-0.5 text-xl font-semibold text-foreground">
          {fine ? (taken.length === 0 ? "Everything is fine" : "Everything else is fine") : "No alert is open"}
        </h3>
        <p className="mt-0.5 text-sm">
          {[
            taken.length === 0 ? "No alert waits." : "What is open is acknowledged, nothing else waits.",
            waiting > 0 ? `${waiting} hotline ${waiting === 1 ? "case waits" : "cases wait"}.` : "",
            troubled > 0 ? `${troubled} ${troubled === 1 ? "source is" : "sources are"} late.` : "",
          ]
            .filter((words) => words !== "")
            .join(" ")}
        </p>
      </header>
      <section className="tiles border-y border-border text-foreground" aria-label="Key figures">
        <RateTile id="takedowns" label="Takedowns / min" view={takedownsBySubject} kinds={ofDecisions} />
        <RateTile id="channels" label="Channels / min" view={takedownsBySubject} keys={channels} kinds={ofDecisions} />
        <RateTile id="sign-ups" label="Sign-ups / min" view={signUpView} kinds={ofSignUps} />
        <RateTile id="user-reports" label="User reports / min" view={reportView} kinds={ofReports} />
        <SourcesTile />
        <HotlineTile />
      </section>
      {mine.length > 0 ? (
        <section aria-labelledby="yours-title" className="text-foreground">
          <h4 id="yours-title" className="px-4 pt-3 pb-1.5 text-sm text-muted-foreground">
            Yours
          </h4>
          <ul>
            {mine.map((alert) => (
              <li key={alert.id}>
                <ScopedLink
                  href={`/alerts/${alert.number}`}
                  className="flex min-h-11 items-center gap-2 border-t border-border px-4 py-1.5"
                >
                  <StatusGlyph status={severityLooks[alert.severity].status} />
                  <span className="line-clamp-2 min-w-0 grow [overflow-wrap:anywhere]">
                    <bdi>{alert.summary}</bdi>
                  </span>
                  <span className="flex-none text-sm text-muted-foreground">
                    {duration(now - (alert.acknowledged?.at ?? alert.triggeredAt))}
                  </span>
                </ScopedLink>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      <CaseClocks />
      <OnCallUntil className="border-t border-border px-4 pt-2" />
    </div>
  );
}

function SourcesTile() {
  const known = useSources();
  const now = useServerSecond();
  const active = known?.sources.filter(({ state }) => state !== "silent") ?? [];
  const late = inTrouble(active).length;
  return (
    <Tile
      id="sources"
      label="Sources fresh"
      liveness={known ? { state: "live", age: null } : { state: "loading" }}
      value={known ? active.length - late : null}
      words={late === 0 ? `of ${active.length}, none late` : `of ${active.length}, ${late} late`}
      asOf={known?.asOf ?? now}
    />
  );
}

function CaseClocks() {
  const view = useHotlineView();
  const now = useServerSecond();
  if (streamLiveness(view, now).state === "forbidden") return null;
  const running = [...view.cases.values()].flatMap((one) => {
    const clock = one.closed === null ? shortestClock(one) : null;
    return clock ? [{ one, clock }] : [];
  });
  if (running.length === 0) return null;
  const shortest = running.toSorted((a, b) => a.clock.dueAt - b.clock.dueAt).slice(0, clocksShown);
  return (
    <section aria-labelledby="clocks-title" className="text-foreground">
      <h4 id="clocks-title" className="px-4 pt-3 pb-1.5 text-sm text-muted-foreground">
        Clocks, shortest of {running.length}
      </h4>
      <ul>
        {shortest.map(({ one, clock }) => {
          const startedAt = clock.dueAt - clock.limitMs;
          return (
            <li key={clock.id}>
              <ScopedLink
                href={`/hotline/${one.number}`}
                className="flex min-h-11 items-center gap-2 border-t border-border px-4 py-1.5"
              >
                <StatusGlyph status={clockStatus(startedAt, clock.dueAt, now)} />
                <span className="min-w-0 grow [overflow-wrap:anywhere]">
                  {threatNames[one.threat]} <span className="text-muted-foreground">{clock.name}</span>
                </span>
                <Clock startedAt={startedAt} dueAt={clock.dueAt} />
              </ScopedLink>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
