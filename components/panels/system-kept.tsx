"use client";

import type { ChoreHealth, DiskForecast, KeptData } from "../../server/retention/contract.ts";
import type { Liveness } from "../live/liveness.ts";
import { useZone } from "../shell/use-scope.ts";
import { Cell, DataTable, HeadCell } from "../ui/data-table.tsx";
import { bytesText } from "../ui/format-bytes.ts";
import { duration } from "../ui/format-duration.ts";
import { hourAndMinute } from "../ui/format-time.ts";
import { Panel } from "./panel.tsx";

const dayMs = 86_400_000;

/** What is kept how long. */
export function SystemKept({
  kept,
  chores,
  liveness,
}: {
  kept: readonly KeptData[];
  chores: readonly ChoreHealth[];
  liveness: Liveness;
}) {
  const zone = useZone();
  const nextOf = (name: string) => chores.find((chore) => chore.name === name)?.nextAt;
  return (
    <Panel
      id="system-kept"
      title="Kept"
      unit="how long, and what becomes of it"
      className="border-t border-border pt-1"
      liveness={liveness}
    >
      <DataTable caption="What is kept how long">
        <thead>
          <tr>
            <HeadCell>What</HeadCell>
            <HeadCell end>Kept</HeadCell>
            <HeadCell>Then</HeadCell>
            <HeadCell>By chore</HeadCell>
            <HeadCell end>Next, {zone.label}</HeadCell>
          </tr>
        </thead>
        <tbody>
          {kept.map(({ what, keptMs, chore, afterwards }) => {
            const next = chore === null ? undefined : nextOf(chore);
            return (
              <tr key={what}>
                <Cell className="font-medium">{what}</Cell>
                <Cell end>{keptMs === null ? "for ever" : keptWords(keptMs)}</Cell>
                <Cell className="w-full">{afterwards || "—"}</Cell>
                <Cell>{chore ?? "—"}</Cell>
                <Cell end>{next === undefined ? "—" : hourAndMinute(next, zone)}</Cell>
              </tr>
            );
          })}
        </tbody>
      </DataTable>
    </Panel>
  );
}

const keptWords = (milliseconds: number) =>
  milliseconds < 2 * dayMs
    ? duration(milliseconds).replace(/\u00A000\u00A0m$/, "")
    : `${milliseconds / dayMs}\u00A0days`;

/** How large each table is and becomes. */
export function SystemDisk({ disk, liveness }: { disk: DiskForecast | null; liveness: Liveness }) {
  return (
    <Panel
      id="system-disk"
      title="Disk"
      unit="tables with their indexes"
      className="border-t border-border pt-1"
      liveness={liveness}
      aside={
        <span className="max-md:hidden">
          {disk && disk.measuredDays < 2
            ? "a forecast needs two measured days"
            : "leave as much again for log, vacuum, backups"}
        </span>
      }
    >
      {disk === null ? (
        <p className="px-4 py-3 text-secondary-foreground">The sizes could not be read. They are asked for again.</p>
      ) : (
        <DataTable caption="Size of each table, the largest first" className="max-h-96 max-md:max-h-none">
          <thead>
            <tr>
              <HeadCell>Table</HeadCell>
              <HeadCell end>Now</HeadCell>
              <HeadCell end>A day</HeadCell>
              <HeadCell end>In 30 days</HeadCell>
              <HeadCell end>In 90 days</HeadCell>
              <HeadCell end>In a year</HeadCell>
            </tr>
          </thead>
          <tbody>
            <DiskRow name="All tables" table={disk.total} strong />
            {disk.relations.map((table) => (
              <DiskRow key={table.relation} name={table.relation} table={table} />
            ))}
          </tbody>
        </DataTable>
      )}
    </Panel>
  );
}

function DiskRow({ name, table, strong = false }: { name: string; table: DiskForecast["total"]; strong?: boolean }) {
  const { bytes, bytesPerDay, forecast } = table;
  const known = (value: number | null) => (value === null ? "—" : bytesText(value));
  return (
    <tr className={strong ? "font-medium" : undefined}>
      <Cell className={strong ? "w-full" : "w-full font-mono"}>{name}</Cell>
      <Cell end>{bytesText(bytes)}</Cell>
      <Cell end>{known(bytesPerDay)}</Cell>
      <Cell end>{known(forecast[30])}</Cell>
      <Cell end>{known(forecast[90])}</Cell>
      <Cell end>{known(forecast[365])}</Cell>
    </tr>
  );
}
