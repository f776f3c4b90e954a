import { readFileSync } from "node:fs";
import { readCsv } from "./sample-statements.ts";

const file = new URL("../../../data/telegram-daily-blocked.csv", import.meta.url);
export const daySeconds = 86_400;

/** Groups and channels blocked in one UTC day, as published; `childAbuse` and `terrorism` are parts of the total. */
export interface PublishedDay {
  /** Start of the day, epoch seconds. */
  at: number;
  total: number;
  /** Null where that part was not copied. */
  childAbuse: number | null;
  terrorism: number | null;
}

/** Telegram's published figures of data/, day by day. */
export function publishedDays(): PublishedDay[] {
  const [header = [], ...rows] = readCsv(readFileSync(file, "utf8"));
  const column = (name: string) => header.indexOf(name);
  const [date, total, childAbuse, terrorism] = [
    "date_utc",
    "groups_channels_blocked",
    "csam_groups_channels_banned",
    "terrorist_communities_banned",
  ].map(column) as [number, number, number, number];
  const part = (cell: string | undefined) => (cell === undefined || cell === "" ? null : Number(cell));
  return rows.map((row) => ({
    at: Date.parse(`${row[date]}T00:00:00Z`) / 1000,
    total: Number(row[total]),
    childAbuse: part(row[childAbuse]),
    terrorism: part(row[terrorism]),
  }));
}

/** 364 days, so that weekdays meet. */
const yearSeconds = 364 * daySeconds;

/** Days after the last published one up to `to` (epoch seconds): each is as published 364 days before. Simulated. */
export function continuedDays(published: readonly PublishedDay[], to: number): PublishedDay[] {
  const known = new Map(published.map((day) => [day.at, day]));
  const last = published.at(-1);
  const days: PublishedDay[] = [];
  for (let at = (last?.at ?? to) + daySeconds; at + daySeconds <= to; at += daySeconds) {
    const then = known.get(at - yearSeconds);
    if (then === undefined) throw new Error("the published figures do not reach back a year");
    const day = { ...then, at };
    known.set(at, day);
    days.push(day);
  }
  return days;
}
