"use client";

import type { Alert, AlertState } from "../../server/alerts/contract.ts";
import { useServerSecond } from "../live/use-connection.ts";
import { useZone } from "../shell/use-scope.ts";
import { cn } from "../ui/cn.ts";
import { duration } from "../ui/format-duration.ts";
import { shortInstant } from "../ui/format-time.ts";
import { StatusGlyph } from "../ui/status-glyph.tsx";
import { eventWords, ownerWords, severityLooks } from "./alert-words.ts";

/** The rows of one state. Whoever is at the list sees nothing move; the button says what waits above. */
export function AlertList({
  alerts,
  state,
  chosen,
  silencedUntil,
  waiting,
  onChoose,
  onLetIn,
  handlers,
}: {
  alerts: readonly Alert[];
  state: AlertState;
  chosen: string | null;
  /** Alerts that page nobody, by id. */
  silencedUntil: ReadonlyMap<string, number>;
  /** How many came since the list stands still. */
  waiting: number;
  onChoose(alert: Alert): void;
  onLetIn(): void;
  handlers: object;
}) {
  return (
    <>
      {waiting > 0 ? (
        <button
          type="button"
          onClick={onLetIn}
          className="sticky bottom-4 z-10 float-right mr-4 flex h-7 items-center rounded-full bg-primary px-3 text-sm font-medium text-primary-foreground shadow-floating max-md:h-11"
        >
          {waiting} new
        </button>
      ) : null}
      <ul {...handlers} aria-label={`Alerts, ${state}`}>
        {alerts.map((alert) => (
          <AlertRow
            key={alert.id}
            alert={alert}
            silencedUntil={silencedUntil.get(alert.id) ?? null}
            chosen={alert.id === chosen}
            onChoose={() => onChoose(alert)}
          />
        ))}
      </ul>
    </>
  );
}

function AlertRow({
  alert,
  silencedUntil,
  chosen,
  onChoose,
}: {
  alert: Alert;
  silencedUntil: number | null;
  chosen: boolean;
  onChoose: () => void;
}) {
  const now = useServerSecond();
  const zone = useZone();
  const { status, word } = severityLooks[alert.severity];
  return (
    <li
      data-testid={`alert-${alert.number}`}
      data-state={alert.state}
      data-version={alert.version}
      className="border-b border-border"
    >
      <button
        type="button"
        onClick={onChoose}
        aria-current={chosen ? "true" : undefined}
        className={cn(
          "relative grid min-h-14 w-full grid-cols-[12px_minmax(0,1fr)_auto] gap-x-2 px-4 py-2 text-left outline-offset-[-2px]",
          chosen ? "bg-primary-soft" : "hover:bg-secondary",
          alert.state === "open" &&
            "before:absolute before:inset-y-2 before:left-0 before:w-[3px] before:rounded-r-xs before:bg-primary",
        )}
      >
        <StatusGlyph status={status} className="mt-1" />
        <span
          className={cn(
            "line-clamp-2 [overflow-wrap:anywhere]",
            alert.state === "open" ? "font-medium" : "text-secondary-foreground",
          )}
        >
          <bdi>{alert.summary}</bdi>
        </span>
        <span className="text-right text-sm whitespace-nowrap text-secondary-foreground tabular-nums">
          {duration(now - alert.triggeredAt)}
        </span>
        <span className="col-start-2 truncate text-sm text-muted-foreground">
          {word} · <bdi>{alert.source}</bdi> · {eventWords(alert.events)}
        </span>
        <span className="max-w-44 truncate text-right text-sm text-muted-foreground">
          {silencedUntil === null
            ? ownerWords(alert, now, zone)
            : `silenced until ${shortInstant(silencedUntil, now, zone)}`}
        </span>
      </button>
    </li>
  );
}
