"use client";

import { useZone } from "../shell/use-scope.ts";
import { useMay } from "../shell/visitor.tsx";
import { Button } from "../ui/button.tsx";
import { FormError } from "../ui/form-error.tsx";
import { fullNumber } from "../ui/format-number.ts";
import { dayAndTime } from "../ui/format-time.ts";
import { OldNotice } from "./asked-state.tsx";
import { Panel } from "./panel.tsx";
import { PanelBody } from "./panel-state.tsx";
import { useDevices } from "./use-devices.ts";
import { useSubmit } from "./use-submit.ts";

/** Phones and browsers that notify the reader, by the channel push; whoever cannot be on call has none. */
export function OncallDevices() {
  return useMay("oncall.override") ? <OwnDevices /> : null;
}

function OwnDevices() {
  const zone = useZone();
  const { asked, here, unable, subscribe, remove } = useDevices();
  const { busy, error, send } = useSubmit();
  const devices = asked.data?.devices ?? [];
  const none = asked.data !== undefined && devices.length === 0;
  return (
    <Panel
      id="devices"
      title="Devices that notify you"
      unit={asked.data ? fullNumber(devices.length) : null}
      className="border-t border-border-strong pt-1"
      liveness={asked.liveness}
      aside={
        <>
          <OldNotice asked={asked} zone={zone} />
          {here === null && unable === null && asked.data ? (
            <Button size="small" disabled={busy} onClick={() => void send(() => inWords(subscribe))}>
              Notify me on this device
            </Button>
          ) : null}
        </>
      }
    >
      <div className="px-4">
        <FormError message={error} />
        {unable === null ? null : <p className="pb-1 text-sm text-secondary-foreground">{unable}</p>}
      </div>
      <PanelBody
        liveness={none ? { state: "empty" } : asked.liveness}
        failed={asked}
        what="Your devices"
        height={56}
        empty={
          <p className="pb-1">
            None: push reaches you nowhere. A notification says how bad an alert is and its number, nothing else.
          </p>
        }
      >
        <ul className="pb-3 text-sm">
          {devices.map(({ id, label, subscribedAt, acceptedAt }) => (
            <li
              key={id}
              data-testid="device"
              className="flex flex-wrap items-center gap-x-4 border-t border-border px-4 py-1"
            >
              <span className="min-w-0 grow basis-40 [overflow-wrap:anywhere]">
                {label}
                {id === here ? <span className="text-muted-foreground"> · this device</span> : null}
              </span>
              <span className="text-secondary-foreground tabular-nums">
                since {dayAndTime(subscribedAt, zone)} {zone.label}
                {acceptedAt === null ? "" : `, last page ${dayAndTime(acceptedAt, zone)} ${zone.label}`}
              </span>
              <Button
                size="small"
                variant="danger"
                disabled={busy}
                aria-label={`Remove ${label}`}
                onClick={() => void send(() => remove(id))}
              >
                Remove
              </Button>
            </li>
          ))}
        </ul>
      </PanelBody>
    </Panel>
  );
}

/** What the browser itself refuses is said as it says it: no server was asked. */
async function inWords(deed: () => Promise<void>): Promise<void> {
  await deed().catch((failure: unknown) => {
    if (failure instanceof Error && !("data" in failure)) throw Object.assign(failure, { data: "browser" });
    throw failure;
  });
}
