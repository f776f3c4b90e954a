"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { responseDays, type Spread, type ResponseTimes as Times } from "../../server/alerts/response/contract.ts";
import { useTRPC } from "../shell/api.tsx";
import { useZone } from "../shell/use-scope.ts";
import { Cell, DataTable, HeadCell } from "../ui/data-table.tsx";
import { duration } from "../ui/format-duration.ts";
import { fullNumber } from "../ui/format-number.ts";
import { OldNotice } from "./asked-state.tsx";
import { Panel } from "./panel.tsx";
import { PanelBody } from "./panel-state.tsx";
import { useAsked } from "./use-asked.ts";

const askAgainMs = 10_000;

/** How fast alerts are taken and ended, by integration; mean and median, with what nobody ever took. */
export function ResponseTimes() {
  const { alerts } = useTRPC();
  const zone = useZone();
  const [days, setDays] = useState<(typeof responseDays)[number]>(7);
  const query = useQuery({ ...alerts.responseTimes.queryOptions({ days }), refetchInterval: askAgainMs });
  const asked = useAsked(query, { page: String(days), pauses: false });
  const figures = asked.data;
  const none = figures !== undefined && figures.all.alerts === 0;
  return (
    <Panel
      id="response-times"
      title="Time to acknowledge and to resolve"
      unit="MTTA, MTTR"
      liveness={asked.liveness}
      className="border-t border-border-strong pt-1"
      aside={
        <>
          <OldNotice asked={asked} zone={zone} />
          {responseDays.map((one) => (
            <button
              key={one}
              type="button"
              aria-pressed={one === days}
              onClick={() => setDays(one)}
              className="h-7 rounded-sm px-2 hover:text-foreground aria-pressed:bg-accent aria-pressed:font-medium aria-pressed:text-foreground max-md:h-11"
            >
              {one} days
            </button>
          ))}
        </>
      }
    >
      <PanelBody
        liveness={none ? { state: "empty" } : asked.liveness}
        failed={asked}
        what="Times"
        height={112}
        empty={<p className="pt-2">No alert was triggered in the last {days} days.</p>}
      >
        {figures ? (
          <>
            <DataTable caption={`Time to acknowledge and to resolve, last ${days} days`} muted={asked.old}>
              <thead>
                <tr>
                  <HeadCell>Integration</HeadCell>
                  <HeadCell end>Alerts</HeadCell>
                  <HeadCell end>Acknowledged</HeadCell>
                  <HeadCell end>Mean</HeadCell>
                  <HeadCell end>Median</HeadCell>
                  <HeadCell end>Resolved</HeadCell>
                  <HeadCell end>Mean</HeadCell>
                  <HeadCell end>Median</HeadCell>
                  <HeadCell end>Never taken</HeadCell>
                </tr>
              </thead>
              <tbody className="tabular-nums">
                {figures.integrations.map((one) => (
                  <Line key={one.integrationId} times={one} name={one.integration ?? ""} />
                ))}
                <Line times={figures.all} name="All together" strong />
              </tbody>
            </DataTable>
            <p className="px-4 py-2 text-sm text-secondary-foreground">{foot(figures.all)}</p>
          </>
        ) : null}
      </PanelBody>
    </Panel>
  );
}

function Line({ times, name, strong = false }: { times: Times; name: string; strong?: boolean }) {
  return (
    <tr className={strong ? "font-medium" : undefined} data-testid={`response-${name}`}>
      <Cell className="max-w-60 truncate" title={name}>
        <bdi>{name}</bdi>
      </Cell>
      <Cell end>{fullNumber(times.alerts)}</Cell>
      <Figures spread={times.acknowledged} />
      <Figures spread={times.resolved} />
      <Cell end>{fullNumber(times.neverAcknowledged)}</Cell>
    </tr>
  );
}

function Figures({ spread: { count, meanMs, medianMs } }: { spread: Spread }) {
  return (
    <>
      <Cell end>{fullNumber(count)}</Cell>
      <Cell end>{meanMs === null ? "—" : duration(meanMs)}</Cell>
      <Cell end>{medianMs === null ? "—" : duration(medianMs)}</Cell>
    </>
  );
}

/** What the means leave out. */
function foot({ neverAcknowledged, waiting, alerts, resolved }: Times): string {
  return [
    "Of the alerts triggered in these days, from the trigger to the first acknowledgement and to the end.",
    neverAcknowledged === 0 ? "" : `${fullNumber(neverAcknowledged)} ended and never acknowledged.`,
    waiting === 0 ? "" : `${fullNumber(waiting)} still waiting, in no mean.`,
    alerts - resolved.count - waiting > 0
      ? `${fullNumber(alerts - resolved.count - waiting)} taken and not resolved yet.`
      : "",
  ]
    .filter((words) => words !== "")
    .join(" ");
}
