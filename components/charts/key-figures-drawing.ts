import { bucketOf, grainMs } from "../../server/kernel/grains.ts";
import type { RoomView } from "../live/rooms.ts";
import { timeOfDay, type Zone } from "../ui/format-time.ts";
import { abuseMinutes, abusePerThousand } from "./abuse-lag.ts";
import { sumAt } from "./bucket-series.ts";
import { liveSpan } from "./live-span.ts";
import type { TwinColumn, TwinRow } from "./table-twin.tsx";

const { minute } = grainMs;
const bucket = grainMs["10s"];
/** As many minutes as the small lines draw. */
const minutes = 40;

/** What the key figures are counted from: live rooms of 10-second buckets, and totals of users by the minute. */
export interface KeyFigures {
  takedowns: RoomView | undefined;
  userReports: RoomView | undefined;
  signUps: RoomView | undefined;
  decisions: RoomView | undefined;
  /** Start of a minute that is over, epoch ms → users at its end. */
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

/** The small lines of the key figures as one table: the last minutes known at `at`; null where one is not all known. */
export function keyFiguresTable(
  { takedowns, userReports, signUps, decisions, users }: KeyFigures,
  at: number,
  zone: Zone,
): { columns: TwinColumn[]; rows: TwinRow[] } {
  const of = (room: RoomView | undefined, keys?: readonly string[]) => minuteCounts(room, at, keys);
  const counts = {
    takedowns: of(takedowns),
    channels: of(takedowns, ["channel"]),
    accounts: of(takedowns, ["account"]),
    user_reports: of(userReports),
    sign_ups: of(signUps),
  };
  const decided = of(decisions);
  // One of them may be late: the newest row is the newest minute that any of them knows.
  const settled = [...Object.values(counts), decided].flatMap(({ until }) => until ?? []);
  const end = bucketOf(settled.length > 0 ? Math.max(...settled) : at, "minute");
  const rows = Array.from({ length: minutes }, (_, index): TwinRow => {
    const start = end - (minutes - index) * minute;
    const values = Object.entries(counts).map(([key, count]) => [key, count.in(start)]);
    const abuse = abusePerThousand(sumBack(decided, start), sumBack(counts.sign_ups, start));
    return {
      bucket: start,
      label: timeOfDay(start, zone),
      values: { ...Object.fromEntries(values), total_users: users.get(start) ?? null, abuse },
    };
  });
  return { columns, rows };
}

interface MinuteCounts {
  /** Up to when all is known, epoch ms; null where nothing is. */
  until: number | null;
  /** Events in the minute that begins then; null where it is not all known. */
  in(start: number): number | null;
}

/** Of some keys of a room, or all. */
function minuteCounts(room: RoomView | undefined, at: number, keys?: readonly string[]): MinuteCounts {
  if (!room || room.window.position === null) return { until: null, in: () => null };
  const all = [...room.window.series.keys()];
  const { span } = liveSpan([room], at, "10s");
  return {
    until: span.settled,
    in(start) {
      if (start < span.from || start + minute > span.settled) return null;
      let sum = 0;
      for (let one = start; one < start + minute; one += bucket) sum += sumAt(room.window, keys ?? all, one);
      return sum;
    },
  };
}

/** Of the ten minutes that end with the one that begins at `start`; null where one of them is not known. */
function sumBack(counts: MinuteCounts, start: number): number | null {
  let sum = 0;
  for (let back = 0; back < abuseMinutes; back++) {
    const one = counts.in(start - back * minute);
    if (one === null) return null;
    sum += one;
  }
  return sum;
}
