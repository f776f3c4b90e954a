/** Schedules: who is on call when. Runs in browsers: no imports from Node. */
import { z } from "zod";
import { idSchema } from "../../identity/contract.ts";

/** A change is shown so many days ahead before it is saved, and so far policies are looked at. */
export const previewDays = 14;
/** Shifts are answered for at most so many days at once. */
const longestReadingDays = 100;

/** What people call a schedule, a rotation, a policy. */
export const oncallNameSchema = z
  .string()
  .trim()
  .regex(/^[^\p{C}]{1,80}$/u, "1 to 80 characters without line breaks");
const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "a time of day such as 09:00");
const date = z.iso.date("a day such as 2026-11-30").refine((day) => day >= "2000" && day < "2100", "from 2000 to 2099");

/** A name of the IANA database. Distances such as +02:00 know no summer time. */
export const zoneSchema = z
  .string()
  .max(60)
  .refine((zone) => /^[A-Za-z]/.test(zone) && isZone(zone), "a time zone such as Europe/Paris");

function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }) !== undefined;
  } catch {
    return false;
  }
}

/** Monday is 1. Where `to` is not after `from`, it is on the next day: 18:00 to 09:00 is a night, 00:00 to 00:00 a day. */
const hoursSchema = z.strictObject({
  weekdays: z
    .array(z.int().min(1).max(7))
    .min(1, "choose at least one day")
    .max(7)
    .refine((days) => new Set(days).size === days.length, "each day once"),
  from: time,
  to: time,
});
export type Hours = z.infer<typeof hoursSchema>;

const rotationSchema = z.strictObject({
  name: oncallNameSchema,
  /** In the order in which they take turns; somebody may stand in it more than once. */
  people: z.array(idSchema).min(1, "choose at least one person").max(50),
  /** The day of the first hand-off, in the schedule's zone. */
  startDate: date,
  handOff: time,
  every: z.discriminatedUnion("unit", [
    z.strictObject({ unit: z.literal("day"), count: z.int().min(1).max(31) }),
    z.strictObject({ unit: z.literal("week"), count: z.int().min(1).max(12) }),
  ]),
  /** The hours to which it is restricted; none: all. */
  hours: z.array(hoursSchema).max(7).refine(apart, "these hours overlap"),
});
export type Rotation = z.infer<typeof rotationSchema>;

/** True when no two stretches of a week share a minute. */
function apart(hours: readonly Hours[]): boolean {
  const minutesOf = (text: string) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
  const [day, week] = [1440, 7 * 1440];
  const taken = new Uint8Array(week);
  for (const { weekdays, from, to } of hours) {
    for (const weekday of weekdays) {
      const begin = (weekday - 1) * day + minutesOf(from);
      const length = (minutesOf(to) - minutesOf(from) + day) % day || day;
      for (let minute = begin; minute < begin + length; minute++) {
        if (taken[minute % week]) return false;
        taken[minute % week] = 1;
      }
    }
  }
  return true;
}

const definition = {
  name: oncallNameSchema,
  zone: zoneSchema,
  /** Layers: where two are on at once, the later one covers the earlier. */
  rotations: z.array(rotationSchema).min(1, "add a rotation").max(10),
};
export const scheduleDefinitionSchema = z.strictObject(definition);
export type ScheduleDefinition = z.infer<typeof scheduleDefinitionSchema>;

export const rowIdSchema = z.int().min(1).max(2_147_483_647);
/** `version` is the one that was read. */
export const changeScheduleSchema = z.strictObject({ id: rowIdSchema, version: rowIdSchema, ...definition });
export const deleteScheduleSchema = z.strictObject({ id: rowIdSchema, version: rowIdSchema });
/** With `id`: as a change of that schedule, its overrides included. */
export const checkScheduleSchema = z.strictObject({ id: rowIdSchema.optional(), ...definition });

const instant = z
  .int()
  .min(Date.UTC(2000, 0, 1))
  .max(Date.UTC(2100, 0, 1));
export const instantSchema = instant;
export const readShiftsSchema = z
  .strictObject({ scheduleId: rowIdSchema, from: instant, to: instant })
  .refine(({ from, to }) => from < to, { message: "must be after its start", path: ["to"] })
  .refine(({ from, to }) => to - from <= longestReadingDays * 86_400_000, {
    message: `at most ${longestReadingDays} days`,
    path: ["to"],
  });

export interface Schedule extends ScheduleDefinition {
  id: number;
  version: number;
  /** Epoch ms. */
  changedAt: number;
  changedBy: string;
}

/** A stretch of time, epoch ms; `to` is not part of it. */
export interface Stretch {
  from: number;
  to: number;
}

/** One person's turn, or what others leave of it. Never clipped to what was asked for. */
export interface Shift extends Stretch {
  personId: string;
  /** Which rotation it is of, counted from 0; null: of an override. */
  rotation: number | null;
  overrideId: number | null;
}
export interface NamedShift extends Shift {
  person: string;
}

/** A change of who is on call. `personId` null: from then on nobody is. */
export interface HandOff {
  at: number;
  personId: string | null;
  person: string | null;
}

/** A time of a rotation that its zone's clocks pass over, or show twice, on one day. */
export interface MovedTime {
  rotation: number;
  /** What the rotation says: 2027-03-28T02:30. */
  wall: string;
  /** `skipped`: moved to the first instant that exists; `repeated`: the first of the two. */
  kind: "skipped" | "repeated";
  at: number;
}

/** Somebody in a schedule who is not there: their turns go to the layer beneath, or to nobody. */
export interface AbsentPerson {
  personId: string;
  /** Null: deleted. */
  person: string | null;
  why: "deleted" | "suspended" | "not_on_call";
}

/** What a schedule does in a stretch of time. */
export interface ScheduleOutlook extends Stretch {
  zone: string;
  shifts: NamedShift[];
  gaps: Stretch[];
  moved: MovedTime[];
  absent: AbsentPerson[];
}
/** The same before a change is saved. */
export interface SchedulePreview extends ScheduleOutlook {
  /** Names of policies whose last level would reach nobody: with these the change is refused. */
  emptiedPolicies: string[];
}

/**
 * What a call of high urgency comes to somebody by as things stand: something that rings, an open page alone, nothing.
 * Whoever sees schedules sees this, and not which channels or where.
 */
export type Reachability = "channels" | "open_page" | "nothing";

/** The same of who is next; null where that is nobody. */
export interface NextOnCall extends HandOff {
  reach: Reachability | null;
}

/** So long before their shift people hear that a call would not come through. */
export const warnedBeforeMs = 24 * 3_600_000;

/** A schedule as the page of on-call shows it: now, and `previewDays` ahead. */
export interface ScheduleOnBoard extends Schedule {
  now: (NamedShift & { reach: Reachability }) | null;
  next: NextOnCall | null;
  outlook: ScheduleOutlook;
}

/** Who is on call in one schedule, in a line. */
export interface OnCallNow {
  scheduleId: number;
  schedule: string;
  /** Null: nobody. */
  now: { personId: string; person: string; reach: Reachability } | null;
  next: NextOnCall | null;
  /** The reader's own shift that is on, or begins within `warnedBeforeMs`. `from` in epoch ms. */
  own: { from: number; reach: Reachability } | null;
}

/** Somebody who may be put on call: active, with the role on-call. */
export interface OnCallPerson {
  id: string;
  name: string;
}
