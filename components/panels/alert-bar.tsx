"use client";

import { useState } from "react";
import type { Alert } from "../../server/alerts/contract.ts";
import { Button } from "../ui/button.tsx";
import { type ShortcutId, shortcuts, useShortcut } from "../ui/shortcuts.ts";
import { AddResponderDialog, AssignDialog, type Responder, SnoozeDialog } from "./alert-dialogs.tsx";
import type { AlertDeed } from "./use-alerts.ts";

/** What may be done to the alert that is open: one primary, the keys beside. */
export function AlertBar({
  alert,
  deeds,
  responders,
}: {
  alert: Alert;
  deeds: AlertDeed;
  responders: readonly Responder[];
}) {
  const [asking, setAsking] = useState<"snooze" | "assign" | "responder" | null>(null);
  const resolved = alert.state === "resolved";
  const busy = deeds.pending === alert.id;
  const mayAcknowledge = alert.state === "open" && !busy;
  const mayChange = !resolved && !busy;
  useShortcut(mayAcknowledge ? "alertAcknowledge" : null, () => void deeds.acknowledge(alert));
  useShortcut(mayChange ? "alertResolve" : null, () => void deeds.resolve(alert));
  useShortcut(mayChange ? "alertSnooze" : null, () => setAsking("snooze"));
  useShortcut(mayChange ? "alertAssign" : null, () => setAsking("assign"));
  useShortcut(mayChange ? "alertEscalate" : null, () => void deeds.escalate(alert));
  useShortcut(mayChange ? "alertResponder" : null, () => setAsking("responder"));
  const close = () => setAsking(null);
  return (
    <fieldset
      aria-label={`What can be done to ${alert.number}`}
      className="sticky bottom-0 z-10 flex min-h-14 flex-wrap items-center gap-2 border-t border-border-strong bg-background px-6 py-2 max-md:grid max-md:grid-cols-3 max-md:px-4"
    >
      {resolved ? (
        <p className="text-secondary-foreground max-md:col-span-3">
          Resolved. The next event of its key opens another alert.
        </p>
      ) : (
        <>
          {alert.state === "open" ? (
            <Button
              variant="primary"
              disabled={busy}
              className="max-md:col-span-3 max-md:h-14"
              onClick={() => void deeds.acknowledge(alert)}
            >
              Acknowledge <Key id="alertAcknowledge" />
            </Button>
          ) : null}
          <Button
            variant={alert.state === "open" ? "outline" : "primary"}
            disabled={busy}
            className={alert.state === "open" ? "" : "max-md:col-span-3 max-md:h-14"}
            onClick={() => void deeds.resolve(alert)}
          >
            Resolve <Key id="alertResolve" />
          </Button>
          <Button disabled={busy} onClick={() => setAsking("snooze")}>
            Snooze <Key id="alertSnooze" />
          </Button>
          <Button disabled={busy} onClick={() => setAsking("assign")}>
            Assign <Key id="alertAssign" />
          </Button>
          <Button disabled={busy} onClick={() => void deeds.escalate(alert)}>
            Escalate <Key id="alertEscalate" />
          </Button>
          <Button disabled={busy} onClick={() => setAsking("responder")}>
            Ask <span className="max-md:hidden">somebody </span>to join <Key id="alertResponder" />
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

function Key({ id }: { id: ShortcutId }) {
  return (
    <span
      aria-hidden="true"
      className="rounded-xs border border-current px-1 font-sans text-xs opacity-80 max-md:hidden"
    >
      {shortcuts[id].keys[0]}
    </span>
  );
}
