"use client";

import { ArrowLeft } from "lucide-react";
import { useEffect, useRef } from "react";
import type { Alert, AlertDetails, AlertPage, TimelineEntry } from "../../server/alerts/contract.ts";
import { LineWatched } from "../charts/line-watched.tsx";
import { useServerSecond } from "../live/use-connection.ts";
import type { WaitingDeed } from "../live/waiting.ts";
import { useZone } from "../shell/use-scope.ts";
import { Button } from "../ui/button.tsx";
import { duration } from "../ui/format-duration.ts";
import { fullNumber } from "../ui/format-number.ts";
import { browserZone, dayAndTime, inBothZones, shortInstant, timeOfDay, utc } from "../ui/format-time.ts";
import { StatusGlyph } from "../ui/status-glyph.tsx";
import { useInBrowser } from "../ui/use-in-browser.ts";
import { AlertNote } from "./alert-note.tsx";
import { AlertPaged } from "./alert-paged.tsx";
import { AlertWaiting } from "./alert-waiting.tsx";
import { entryDetails, entryStatus, entryWords, isSnoozed, severityLooks, stateWords } from "./alert-words.ts";
import { OldNotice } from "./asked-state.tsx";
import { PanelBody } from "./panel-state.tsx";
import { useAlertPage, useWatched } from "./use-alerts.ts";

/** One alert: what is wrong, what was said of it, all that happened to it. */
export function AlertDetail({
  alert,
  waiting,
  drawn,
  silencedUntil,
  write,
  onBack,
}: {
  alert: Alert;
  /** What was done here and waits for the line. */
  waiting: readonly WaitingDeed[];
  /** What the page came with of this alert. */
  drawn: AlertPage | undefined;
  /** Epoch ms; null: it pages people. */
  silencedUntil: number | null;
  /** Null for who may only read. */
  write: ((text: string) => Promise<void>) | null;
  onBack: () => void;
}) {
  const asked = useAlertPage(alert.id, alert.version, drawn);
  const watched = useWatched(alert.id);
  const now = useServerSecond();
  const zone = useZone();
  const heading = useRef<HTMLHeadingElement>(null);
  const opened = drawn !== undefined;
  // On a phone the detail takes the place of the list, which was scrolled.
  useEffect(() => {
    if (!opened && alert.id !== "" && window.matchMedia("(width < 768px)").matches) heading.current?.focus();
  }, [alert.id, opened]);
  const page = asked.data;
  return (
    <article aria-labelledby="alert-title" data-testid="alert-detail" className="min-w-0 px-6 py-4 max-md:px-4">
      <Button size="small" variant="quiet" onClick={onBack} className="mb-2 -ml-2.5 md:hidden">
        <ArrowLeft size={16} aria-hidden />
        All alerts
      </Button>
      <Badges alert={alert} silencedUntil={silencedUntil} />
      <h2
        id="alert-title"
        ref={heading}
        tabIndex={-1}
        data-return-focus=""
        className="mt-2 text-xl font-semibold [overflow-wrap:anywhere]"
      >
        <bdi>{alert.summary}</bdi>
      </h2>
      <Standing alert={alert} />
      <AlertWaiting deeds={waiting} />
      {watched ? <LineWatched watched={watched} zone={zone} now={now} /> : null}
      <OldNotice asked={asked} zone={zone} />
      <div className="xl:grid xl:grid-cols-[minmax(0,1fr)_18.5rem] xl:gap-x-8">
        <div className="min-w-0 xl:col-start-2 xl:row-start-1">
          <Facts alert={alert} />
          {page ? <AlertPaged page={page} /> : null}
        </div>
        <PanelBody
          liveness={page ? null : asked.liveness}
          failed={asked}
          what="The alert's timeline"
          height={112}
          empty=""
        >
          {page ? (
            <div className="min-w-0 xl:col-start-1 xl:row-start-1">
              <Details details={page.details} />
              <section aria-labelledby="timeline-title" className="mt-6 xl:mt-4">
                <h3 id="timeline-title" className="flex items-baseline justify-between text-base font-medium">
                  Timeline
                  <span className="text-sm font-normal text-muted-foreground">
                    {page.timeline.length < page.entries
                      ? `the newest ${page.timeline.length} of ${fullNumber(page.entries)}`
                      : "newest first"}
                    , {zone.label}
                  </span>
                </h3>
                {write ? <AlertNote key={alert.id} alert={alert} write={write} /> : null}
                <ol className="mt-3">
                  {page.timeline.map((entry) => (
                    <Entry key={entry.sequence} entry={entry} />
                  ))}
                </ol>
              </section>
            </div>
          ) : null}
        </PanelBody>
      </div>
    </article>
  );
}

function Badges({ alert, silencedUntil }: { alert: Alert; silencedUntil: number | null }) {
  const now = useServerSecond();
  const zone = useZone();
  const { status, word } = severityLooks[alert.severity];
  const at = (instant: number) => `${shortInstant(instant, now, zone)} ${zone.label}`;
  const badge = "inline-flex min-h-6 items-center gap-1.5 rounded-xs border border-border-strong px-2 text-sm";
  return (
    <p className="flex flex-wrap items-center gap-2">
      <span className={`${badge} font-medium`}>
        <StatusGlyph status={status} />
        {word}
      </span>
      <span className={badge} data-testid="alert-state">
        {alert.state === "open" ? <StatusGlyph status="unknown" /> : <StatusGlyph status="done" />}
        {stateWords[alert.state]}
        {alert.resolved
          ? ` by ${alert.resolved.by} ${at(alert.resolved.at)}`
          : alert.acknowledged
            ? ` by ${alert.acknowledged.by} ${at(alert.acknowledged.at)}`
            : ""}
      </span>
      {isSnoozed(alert, now) ? (
        <span className={badge}>
          <StatusGlyph status="paused" />
          Snoozed until {at(alert.snoozedUntil ?? now)}
        </span>
      ) : null}
      {silencedUntil === null ? null : (
        <a href="/alerts/silences" className={`${badge} hover:bg-secondary`}>
          <StatusGlyph status="paused" />
          Silenced until {at(silencedUntil)}
        </a>
      )}
      <span className="font-mono text-sm text-secondary-foreground">{alert.number}</span>
    </p>
  );
}

/** On a phone in the night: how long it waits, or who has it, and what time that is here and in UTC. */
function Standing({ alert }: { alert: Alert }) {
  const now = useServerSecond();
  const here = useInBrowser() ? browserZone(now) : utc;
  const waits = alert.state === "open";
  const since = alert.resolved?.at ?? alert.acknowledged?.at ?? alert.triggeredAt;
  return (
    <div className="mt-2 flex items-end gap-3 md:hidden">
      <span className="text-[2.5rem] leading-12 font-medium tracking-tight whitespace-nowrap tabular-nums">
        {duration(now - since)}
      </span>
      <span className="pb-1 text-sm text-secondary-foreground">
        {waits ? "since it was triggered" : `since it was ${alert.state}`}
        <br />
        <span className="tabular-nums">now {inBothZones(now, here)}</span>
      </span>
    </div>
  );
}

function Facts({ alert }: { alert: Alert }) {
  const now = useServerSecond();
  const zone = useZone();
  const facts: [string, string][] = [
    ["Source", alert.source],
    ["Owner", alert.assignee?.name ?? "nobody"],
    ["Events", fullNumber(alert.events)],
    ["Triggered", `${dayAndTime(alert.triggeredAt, zone)} ${zone.label}, ${duration(now - alert.triggeredAt)} ago`],
    ["Last event", `${duration(now - alert.lastEventAt)} ago`],
    ["Integration", alert.integration],
    ["Dedup key", alert.dedupKey],
  ];
  return (
    <dl className="mt-4 grid grid-cols-[auto_minmax(0,1fr)] gap-x-6 gap-y-1">
      {facts.map(([name, value]) => (
        <Fact key={name} name={name} value={value} />
      ))}
    </dl>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <>
      <dt className="text-secondary-foreground">{name}</dt>
      <dd className="[overflow-wrap:anywhere] tabular-nums">
        <bdi>{value}</bdi>
      </dd>
    </>
  );
}

const shortJson = 60;

/** A value of the sender's: in one line where it is short. */
function written(value: unknown): string {
  const line = JSON.stringify(value) ?? "";
  return line.length <= shortJson ? line : JSON.stringify(value, null, 1);
}

/** What the newest event said beyond the summary. */
function Details({ details }: { details: AlertDetails }) {
  const zone = useZone();
  const { component, group, class: kind, occurredAt, links = [], custom = {} } = details;
  const texts = [
    ["Component", component],
    ["Group", group],
    ["Class", kind],
    ["Happened", occurredAt === undefined ? undefined : `${dayAndTime(occurredAt, zone)} ${zone.label}, by the sender`],
    ...Object.entries(custom).map(([name, value]) => [name, typeof value === "string" ? value : written(value)]),
  ].flatMap(([name, value]) => (name === undefined || value === undefined ? [] : [[name, value] as const]));
  if (texts.length === 0 && links.length === 0) return null;
  return (
    <section aria-labelledby="details-title" className="mt-6 xl:mt-4">
      <h3 id="details-title" className="text-base font-medium">
        What the newest event said
      </h3>
      <dl className="mt-2 grid grid-cols-[fit-content(40%)_minmax(0,1fr)] gap-x-6 gap-y-1">
        {texts.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="[overflow-wrap:anywhere] text-secondary-foreground">
              <bdi>{name}</bdi>
            </dt>
            <dd className="[overflow-wrap:anywhere] whitespace-pre-wrap">
              <bdi>{value}</bdi>
            </dd>
          </div>
        ))}
      </dl>
      {links.length > 0 ? (
        <ul className="mt-2 flex flex-wrap gap-x-4 gap-y-1">
          {links.map(({ href, text }) => (
            <li key={`${href} ${text}`}>
              <a
                href={href}
                target="_blank"
                rel="noreferrer noopener"
                title={href}
                className="[overflow-wrap:anywhere] text-primary underline max-md:inline-flex max-md:min-h-11 max-md:items-center"
              >
                <bdi>{text}</bdi>
              </a>
            </li>
          ))}
        </ul>
      ) : null}
    </section>
  );
}

function Entry({ entry }: { entry: TimelineEntry }) {
  const now = useServerSecond();
  const zone = useZone();
  const today = dayAndTime(entry.at, zone).split(",")[0] === dayAndTime(now, zone).split(",")[0];
  return (
    <li
      data-kind={entry.kind}
      className="grid grid-cols-[auto_12px_minmax(0,1fr)] gap-x-3 border-t border-border py-1.5 first:border-t-0"
    >
      <time dateTime={new Date(entry.at).toISOString()} className="text-secondary-foreground tabular-nums">
        {today ? timeOfDay(entry.at, zone) : dayAndTime(entry.at, zone)}
      </time>
      <StatusGlyph status={entryStatus[entry.kind]} className="mt-1" />
      <div className="min-w-0">
        <p className="[overflow-wrap:anywhere]">{entryWords(entry, zone)}</p>
        {entry.detail.note === undefined ? null : (
          <p className="[overflow-wrap:anywhere] whitespace-pre-wrap">
            <bdi>{entry.detail.note}</bdi>
          </p>
        )}
        {entryDetails(entry).map((words) => (
          <p key={words} className="text-sm [overflow-wrap:anywhere] text-muted-foreground">
            <bdi>{words}</bdi>
          </p>
        ))}
      </div>
    </li>
  );
}
