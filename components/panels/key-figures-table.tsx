"use client";

import { type RefObject, useMemo } from "react";
import { keyFiguresTable } from "../charts/key-figures-drawing.ts";
import { TableTwin } from "../charts/table-twin.tsx";
import { useLiveChart } from "../live/use-live-windows.ts";
import { decisions, signUps, takedownsBySubject, userReports } from "../live/views.ts";
import { useZone } from "../shell/use-scope.ts";
import { useUsersShape } from "./use-users-shape.ts";

const views = [takedownsBySubject, userReports("10s"), signUps("10s"), decisions("10s")];
const tableHeight = 240;

/** What the small lines of the key figures draw, minute by minute. */
export function KeyFiguresTable({ panel }: { panel: RefObject<HTMLElement | null> }) {
  const { rooms, at } = useLiveChart(views, panel);
  const { minutes, totals } = useUsersShape();
  const zone = useZone();
  const { columns, rows } = useMemo(() => {
    const [takedowns, reports, created, decided] = rooms;
    const users = new Map(minutes.map((start, index) => [start, totals[index] ?? null]));
    return keyFiguresTable({ takedowns, userReports: reports, signUps: created, decisions: decided, users }, at, zone);
  }, [rooms, at, minutes, totals, zone]);
  return (
    <TableTwin
      caption="Key figures a minute, last 40 minutes, newest first"
      bucketName={`Minute from, ${zone.label}`}
      columns={columns}
      rows={rows}
      height={tableHeight}
    />
  );
}
