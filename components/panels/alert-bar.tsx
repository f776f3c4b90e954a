"use client";

import { useState } from "react";
import type { Alert } from "../../server/alerts/contract.ts";
import { useServerSecond } from "../live/use-connection.ts";
import { Button } from "../ui/button.tsx";
import { countdown } from "../ui/format-duration.ts";
import { type ShortcutId, shortcuts, useShortcut } from "../ui/shortcuts.ts";
import { AddResponderDialog, AssignDialog, type Responder, SnoozeDialog } from "./alert-dialogs.tsx";
import { Fuse } from "./clock.tsx";
import { type AlertDeed, useKnownEscalation } from "./use-alerts.ts";

/** A press for the thumb of one hand in the dark. */
const thumb = "max-md:h-14 max-md:rounded-lg max-md:text-lg";
/** What is seldom pressed in the dark: one row beneath. */
const lesser = "max-md:order-last max-md:col-span-2 max-md:px-1";

/** What may be done to the alert that is open: one primary, the keys beside. */
export function AlertBar({
  alert,
  deeds,
  responders,
  postponed,
}: {
  alert: Alert;
  /** It was acknowledged here, and that waits for the line. */
  postponed: boolean;
  deeds: AlertDeed;
  responders: readonly Responder[];
}) {
  const [asking, setAsking] = useState<"snooze" | "assign" | "responder" | null>(null);
  const resolved = alert.state === "resolved";
  const busy = deeds.pending === alert.id;
  const mayAcknowledge = alert.state === "open" && !busy && !postponed;
  const mayChange = !resolved && !busy;
  useShortcut(mayAcknowledge ? "alertAcknowledge" : null, () => void deeds.acknowledge(alert));
  useShortcut(mayChange ? "alertEscalate" : null, () => void deeds.escalate(alert));
  useShortcut(mayChange ? "alertResolve" : null, () => void deeds.resolve(alert));
  useShortcut(mayChange ? "alertSnooze" : null, () => setAsking("snooze"));
  useShortcut(mayChange ? "alertAssign" : null, () => setAsking("assign"));
  useShortcut(mayChange ? "alertResponder" : null, () => setAsking("responder"));
  const close = () => setAsking(null);
  return (
    <fieldset
      aria-label={`What can be done to ${alert.number}`}
      data-thumb="alert"
      className="sticky bottom-0 z-10 flex min-h-14 flex-wrap items-center gap-2 border-t border-border-strong bg-background px-6 py-2 max-md:grid max-md:grid-cols-6 max-md:bg-sidebar max-md:px-4 max-md:pb-4"
    >
      {resolved ? (
        <p className="text-secondary-foreground max-md:col-span-6">
          Resolved. The next event of its key opens another alert.
        </p>
      ) : (
        <>
          <NextCall alert={alert} />
          {alert.state === "open" ? (
            <Button
              variant="primary"
              disabled={!mayAcknowledge}
              className={`max-md:col-span-6 ${thumb}`}
              onClick={() => void deeds.acknowledge(alert)}
            >
              {postponed ? "Acknowledged here" : "Acknowledge"} <Key id="alertAcknowledge" />
            </Button>
          ) : null}
          <Button
            variant={alert.state === "open" ? "outline" : "primary"}
            disabled={busy}
            className={alert.state === "open" ? lesser : `max-md:col-span-6 ${thumb}`}
            onClick={() => void deeds.resolve(alert)}
          >
            Resolve <Key id="alertResolve" />
          </Button>
          <Button disabled={busy} className={`max-md:col-span-3 ${thumb}`} onClick={() => void deeds.escalate(alert)}>
            Escalate <Key id="alertEscalate" />
          </Button>
          <Button disabled={busy} className={`max-md:col-span-3 ${thumb}`} onClick={() => setAsking("snooze")}>
            Snooze <Key id="alertSnooze" />
          </Button>
          <Button
            disabled={busy}
            className={alert.state === "open" ? lesser : "max-md:order-last max-md:col-span-3"}
            onClick={() => setAsking("assign")}
          >
            Assign <Key id="alertAssign" />
          </Button>
          <Button
            disabled={busy}
            className={alert.state === "open" ? lesser : "max-md:order-last max-md:col-span-3"}
            onClick={() => setAsking("responder")}
          >
            <span>
              Ask <span className="max-md:hidden">somebody </span>to join
            </span>{" "}
            <Key id="alertResponder" />
          </Button>
        </>
      )}
      {asking === "snooze" ? (
        <SnoozeDialog alert={alert} snooze={(until) => deeds.snooze(alert, until)} onClose={close} />
      ) : null}
      {asking === "responder" ? (
        <AddResponderDialog
          alert={alert}
          responders={responders}
          add={(personId) => deeds.addResponder(alert, personId)}
          onClose={close}
        />
      ) : null}
      {asking === "assign" ? (
        <AssignDialog
          alert={alert}
          responders={responders}
          assign={(personId) => deeds.assign(alert, personId)}
          onClose={close}
        />
      ) : null}
    </fieldset>
  );
}

/** Whom nobody's answer leads to next, and when: the line runs out toward the right edge. */
function NextCall({ alert }: { alert: Alert }) {
  const now = useServerSecond();
  const escalation = useKnownEscalation(alert.id);
  if (alert.state !== "open" || escalation?.standing !== "calling" || escalation.nextAt === null) return null;
  const { nextAt, level, levels } = escalation;
  return (
    <p className="relative flex items-baseline justify-between text-sm text-secondary-foreground max-md:col-span-6 max-md:-mx-4 max-md:px-4 max-md:pb-2 md:order-last md:ml-auto md:gap-2">
      <span>{levels > 1 ? `Level ${level} is called in` : "Called again in"}</span>
      <span role="timer" className="font-mono font-medium text-warning tabular-nums">
        {countdown(nextAt, now).text}
      </span>
      <span className="max-md:contents md:hidden">
        <Fuse startedAt={alert.triggeredAt} dueAt={nextAt} />
      </span>
    </p>
  );
}

function Key({ id }: { id: ShortcutId }) {
  return (
    <span
      aria-hidden="true"
      className="rounded-xs border border-current px-1 font-sans text-xs uppercase opacity-80 max-md:hidden"
    >
      {shortcuts[id].keys[0]}
    </span>
  );
}
