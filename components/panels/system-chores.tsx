"use client";

import type { ChoreHealth } from "../../server/retention/contract.ts";
import type { Liveness } from "../live/liveness.ts";
import { useZone } from "../shell/use-scope.ts";
import { cn } from "../ui/cn.ts";
import { Cell, DataTable, HeadCell } from "../ui/data-table.tsx";
import { duration } from "../ui/format-duration.ts";
import { dayAndTime, timeOfDay, type Zone } from "../ui/format-time.ts";
import { type Status, StatusGlyph } from "../ui/status-glyph.tsx";
import { Panel } from "./panel.tsx";

/** How a chore stands, the most severe first. */
function lookOf({ overdue, last }: ChoreHealth): { status: Status; word: string; loud: boolean } {
  if (last?.outcome === "failed") return { status: "critical", word: "failed", loud: true };
  if (last?.outcome === "retrying") return { status: "warning", word: "failed, is tried again", loud: true };
  if (overdue) return { status: "warning", word: "overdue", loud: true };
  if (last?.outcome === "running") return { status: "loading", word: "running", loud: false };
  if (last === null) return { status: "unknown", word: "not run yet", loud: false };
  return { status: "done", word: "done", loud: false };
}

/** The upkeep: is each chore done in its time. */
export function SystemChores({
  chores,
  muted,
  liveness,
}: {
  chores: readonly ChoreHealth[];
  muted: boolean;
  liveness: Liveness;
}) {
  const zone = useZone();
  const bad = chores.filter((chore) => lookOf(chore).loud).length;
  return (
    <Panel
      id="system-chores"
      title="Chores"
      unit={bad === 0 ? `${chores.length}, all well` : `${bad} of ${chores.length} need a look`}
      className="border-t border-border pt-1"
      liveness={liveness}
      aside={<span className="max-md:hidden">one server of a database at a time; runs of the last 7 days</span>}
    >
      <DataTable caption="Chores" muted={muted}>
        <thead>
          <tr>
            <HeadCell>State</HeadCell>
            <HeadCell>Chore</HeadCell>
            <HeadCell>Due, UTC</HeadCell>
            <HeadCell>Last run, {zone.label}</HeadCell>
            <HeadCell end>Took</HeadCell>
            <HeadCell>Last done</HeadCell>
            <HeadCell>Next</HeadCell>
            <HeadCell>What went wrong</HeadCell>
          </tr>
        </thead>
        <tbody>
          {chores.map((chore) => (
            <ChoreRow key={chore.name} chore={chore} zone={zone} />
          ))}
        </tbody>
      </DataTable>
    </Panel>
  );
}

function ChoreRow({ chore, zone }: { chore: ChoreHealth; zone: Zone }) {
  const { name, cron, last, doneAt, nextAt } = chore;
  const look = lookOf(chore);
  return (
    <tr data-testid={`chore-${name}`} data-state={look.word}>
      <Cell>
        <span className="flex items-center gap-1.5">
          <StatusGlyph status={look.status} size={10} />
          <span className={cn(look.loud && "font-medium")}>{look.word}</span>
        </span>
      </Cell>
      <Cell className="font-medium">{name}</Cell>
      <Cell>{dueWords(cron)}</Cell>
      <Cell>{last === null ? "—" : instantWords(last.startedAt, zone)}</Cell>
      <Cell end>{last === null ? "—" : tookWords(last.tookMs)}</Cell>
      <Cell>{doneAt === null ? "—" : instantWords(doneAt, zone)}</Cell>
      <Cell>{instantWords(nextAt, zone)}</Cell>
      <Cell className="w-full min-w-40 whitespace-normal [overflow-wrap:anywhere]">{last?.failure ?? "—"}</Cell>
    </tr>
  );
}

const instantWords = (at: number, zone: Zone) => `${dayAndTime(at, zone).split(",")[0]}, ${timeOfDay(at, zone)}`;

/** A run of a few milliseconds is not "0 s". */
const tookWords = (milliseconds: number) =>
  milliseconds < 1_000 ? `${Math.round(milliseconds)}\u00A0ms` : duration(milliseconds);

/** The times of our chores in words: every minute, of each hour a minute, of each day a time. */
function dueWords(cron: string): string {
  const [minute = "", hour = "", ...rest] = cron.split(" ");
  if (rest.some((field) => field !== "*")) return cron;
  if (minute === "*" && hour === "*") return "every minute";
  const two = (text: string) => text.padStart(2, "0");
  if (hour === "*") return `hourly, :${two(minute)}`;
  return minute === "*" ? cron : `daily, ${two(hour)}:${two(minute)}`;
}
