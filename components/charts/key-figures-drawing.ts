import { bucketOf, grainMs } from "../../server/kernel/grains.ts";
import type { RoomView } from "../live/rooms.ts";
import { timeOfDay, type Zone } from "../ui/format-time.ts";
import { abusePerThousand } from "./abuse-lag.ts";
import { sumAt } from "./bucket-series.ts";
import { liveSpan } from "./live-span.ts";
import type { TwinColumn, TwinRow } from "./table-twin.tsx";

const { minute } = grainMs;
const bucket = grainMs["10s"];
/** As many minutes as the small lines draw. */
const minutes = 40;
/** Decisions and sign-ups of so many minutes are set against each other. */
const abuseMinutes = 10;

/** What the key figures are counted from: live rooms of 10-second buckets, and totals of users by the minute. */
export interface KeyFigures {
  takedowns: RoomView | undefined;
  userReports: RoomView | undefined;
  signUps: RoomView | undefined;
  decisions: RoomView | undefined;
  /** Start of a minute, epoch ms → users at its end. */
  users: ReadonlyMap<number, number | null>;
}

const columns: TwinColumn[] = [
  { key: "takedowns", name: "Takedowns" },
  { key: "channels", name: "Channels" },
  { key: "accounts", name: "Accounts" },
  { key: "user_reports", name: "User reports" },
  { key: "sign_ups", name: "Sign-ups" },
  { key: "total_users", name: "Total users" },
  { key: "abuse", name: "Abuse per 1 000 new accounts" },
];

/** The small lines of the key figures as one table: each whole minute up to `at`; null where it is not all known. */
export function keyFiguresTable(
  { takedowns, userReports, signUps, decisions, users }: KeyFigures,
  at: number,
  zone: Zone,
): { columns: TwinColumn[]; rows: TwinRow[] } {
  const counts = {
    takedowns: minuteCounts(takedowns, at),
    channels: minuteCounts(takedowns, at, ["channel"]),
    accounts: minuteCounts(takedowns, at, ["account"]),
    user_reports: minuteCounts(userReports, at),
    sign_ups: minuteCounts(signUps, at),
  };
  const decided = minuteCounts(decisions, at);
  const end = bucketOf(at, "minute");
  const rows = Array.from({ length: minutes }, (_, index): TwinRow => {
    const start = end - (minutes - index) * minute;
    const values = Object.entries(counts).map(([key, count]) => [key, count(start)]);
    const abuse = abusePerThousand(sumBack(decided, start), sumBack(counts.sign_ups, start));
    return {
      bucket: start,
      label: timeOfDay(start, zone),
      values: { ...Object.fromEntries(values), total_users: users.get(start) ?? null, abuse },
    };
  });
  return { columns, rows };
}

/** Events of some keys of a room, or all, in the minute that begins at a time; null where it is not all known. */
function minuteCounts(
  room: RoomView | undefined,
  at: number,
  keys?: readonly string[],
): (start: number) => number | null {
  if (!room || room.window.position === null) return () => null;
  const all = [...room.window.series.keys()];
  const { span } = liveSpan([room], at, "10s", (one) => sumAt(room.window, all, one));
  return (start) => {
    if (start < span.from || start + minute > span.settled) return null;
    let sum = 0;
    for (let one = start; one < start + minute; one += bucket) sum += sumAt(room.window, keys ?? all, one);
    return sum;
  };
}

/** Of the ten minutes that end with the one that begins at `start`; null where one of them is not known. */
function sumBack(count: (start: number) => number | null, start: number): number | null {
  let sum = 0;
  for (let back = 0; back < abuseMinutes; back++) {
    const one = count(start - back * minute);
    if (one === null) return null;
    sum += one;
  }
  return sum;
}
