"use client";

import { type RefObject, useMemo } from "react";
import type { Kind } from "../../server/counting/contract.ts";
import { keyFiguresTable } from "../charts/key-figures-drawing.ts";
import { liveSpan } from "../charts/live-span.ts";
import { TableTwin } from "../charts/table-twin.tsx";
import { inSeconds, livenessOf, partly } from "../live/liveness.ts";
import { type LiveWindows, useLiveChart, useLiveFigure } from "../live/use-live-windows.ts";
import { decisions, signUps, takedownsBySubject, userReports } from "../live/views.ts";
import { useZone } from "../shell/use-scope.ts";
import { PanelBody, PanelNotice, PanelState } from "./panel-state.tsx";
import { useMissing } from "./use-missing.ts";
import { useUsersShape } from "./use-users-shape.ts";

const views = [takedownsBySubject, userReports("10s"), signUps("10s"), decisions("10s")];
const kinds: readonly Kind[] = ["decision", "user_report", "accounts_created", "accounts_deleted"];
const tableHeight = 240;

/** What the small lines of the key figures draw, minute by minute. */
export function KeyFiguresTable({ panel }: { panel: RefObject<HTMLElement | null> }) {
  const windows = useLiveChart(views, panel);
  const { minutes, totals } = useUsersShape();
  const zone = useZone();
  const liveness = partly(livenessIn(windows), useMissing(kinds));
  const { columns, rows } = useMemo(() => {
    const [takedowns, reports, created, decided] = windows.rooms;
    // The last one is of the minute that is not over.
    const users = new Map(minutes.slice(0, -1).map((start, index) => [start, totals[index] ?? null]));
    const counted = { takedowns, userReports: reports, signUps: created, decisions: decided, users };
    return keyFiguresTable(counted, windows.at, zone);
  }, [windows, minutes, totals, zone]);
  return (
    <>
      <PanelBody
        liveness={liveness.state === "forbidden" ? liveness : null}
        what="Key figures"
        height={tableHeight}
        empty={null}
      >
        <TableTwin
          caption="Key figures a minute, last 40 minutes, newest first"
          bucketName={`Minute from, ${zone.label}`}
          columns={columns}
          rows={rows}
          height={tableHeight}
        />
      </PanelBody>
      <PanelNotice liveness={liveness} zone={zone} />
    </>
  );
}

/** The badge of the table, by the second. */
export function KeyFiguresState() {
  const { figure } = useLiveFigure(views, (windows) => inSeconds(livenessIn(windows)));
  return <PanelState liveness={partly(figure, useMissing(kinds))} />;
}

function livenessIn({ rooms, at }: LiveWindows) {
  return livenessOf(rooms, at, liveSpan(rooms, at, "10s").gap);
}
