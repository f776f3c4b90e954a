import { Temporal } from "temporal-polyfill";
import type { HandOff, Hours, MovedTime, Rotation, Shift, Stretch } from "./contract.ts";

/** What decides who is on call. */
export interface Plan {
  zone: string;
  rotations: readonly Rotation[];
  overrides: readonly PlannedOverride[];
  /** False for whoever cannot be called: their turns are nobody's. */
  isAvailable(personId: string): boolean;
}
export interface PlannedOverride extends Stretch {
  id: number;
  personId: string;
}

interface Instant {
  at: number;
  moved: MovedTime["kind"] | null;
}

/** How far ahead the next hand-off is looked for, days: most are near, and each further look costs more. */
const handOffWithin = [2, 15, 60];

/**
 * The instant at which the clocks of a zone show a time. One that they pass over is the first instant that exists, one
 * that they show twice the first of the two: GoAlert's rule.
 */
export function instantOf(zone: string, date: Temporal.PlainDate, time: string): Instant {
  const wall = date.toPlainDateTime(time);
  const first = wall.toZonedDateTime(zone, { disambiguation: "earlier" });
  if (!first.toPlainDateTime().equals(wall)) {
    // "earlier" lies before the gap by the gap's length, so the gap's end is the next change of the clocks.
    const gapEnds = first.getTimeZoneTransition("next");
    if (!gapEnds) throw new Error(`the clocks of ${zone} skip ${wall} and never change`);
    return { at: gapEnds.epochMilliseconds, moved: "skipped" };
  }
  const second = wall.toZonedDateTime(zone, { disambiguation: "later" });
  const at = first.epochMilliseconds;
  return { at, moved: second.epochMilliseconds === at ? null : "repeated" };
}

const dayOf = (zone: string, at: number) =>
  Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDate();
const meets = (a: Stretch, b: Stretch) => a.from < b.to && b.from < a.to;

/** Hand-offs of a rotation: the last before the stretch, those within, the first after. */
function* handOffs(rotation: Rotation, zone: string, { from, to }: Stretch) {
  const first = Temporal.PlainDate.from(rotation.startDate);
  const step = rotation.every.count * (rotation.every.unit === "week" ? 7 : 1);
  const since = first.until(dayOf(zone, from), { largestUnit: "days" }).days;
  // One turn earlier than the day says: the hand-off of that day may lie after the instant.
  for (let turn = Math.max(0, Math.floor(since / step) - 1); ; turn++) {
    const day = first.add({ days: turn * step });
    const { at, moved } = instantOf(zone, day, rotation.handOff);
    yield { turn, at, moved, wall: `${day}T${rotation.handOff}` };
    if (at >= to) return;
  }
}

/** The turns of a rotation that meet a stretch, whole. */
function turnsOf(rotation: Rotation, zone: string, stretch: Stretch): (Stretch & { personId: string })[] {
  const turns: (Stretch & { personId: string })[] = [];
  let before: { turn: number; at: number } | undefined;
  for (const next of handOffs(rotation, zone, stretch)) {
    const personId = before && rotation.people[before.turn % rotation.people.length];
    if (before && personId !== undefined) {
      const turn = { from: before.at, to: next.at, personId };
      // On a day that a zone leaves out, two hand-offs fall on one instant.
      if (turn.from < turn.to && meets(turn, stretch)) turns.push(turn);
    }
    before = next;
  }
  return turns;
}

/** Begin and end of restricted hours on each day around a stretch, with what the clocks did to them. */
function* hoursOn(hours: readonly Hours[], zone: string, { from, to }: Stretch) {
  const last = dayOf(zone, to).add({ days: 1 });
  for (
    let day = dayOf(zone, from).subtract({ days: 2 });
    Temporal.PlainDate.compare(day, last) <= 0;
    day = day.add({ days: 1 })
  ) {
    for (const one of hours) {
      if (!one.weekdays.includes(day.dayOfWeek)) continue;
      const endDay = one.to <= one.from ? day.add({ days: 1 }) : day;
      yield {
        begin: { ...instantOf(zone, day, one.from), wall: `${day}T${one.from}` },
        end: { ...instantOf(zone, endDay, one.to), wall: `${endDay}T${one.to}` },
      };
    }
  }
}

/** What a rotation has of its own in a stretch: whole turns, or the restricted hours within them. */
function piecesOf(rotation: Rotation, zone: string, stretch: Stretch): (Stretch & { personId: string })[] {
  const turns = turnsOf(rotation, zone, stretch);
  if (rotation.hours.length === 0) return turns;
  const windows = [...hoursOn(rotation.hours, zone, stretch)].map(({ begin, end }) => ({ from: begin.at, to: end.at }));
  const pieces = windows.flatMap((window) =>
    turns.map(({ from, to, personId }) => ({
      from: Math.max(from, window.from),
      to: Math.min(to, window.to),
      personId,
    })),
  );
  return pieces.filter((piece) => piece.from < piece.to && meets(piece, stretch));
}

/** What stays of a shift under others that cover it. */
function uncovered(shift: Shift, covers: readonly Stretch[]): Shift[] {
  let left = [shift];
  for (const cover of covers) {
    left = left.flatMap((one) => {
      if (!meets(one, cover)) return [one];
      const parts = [
        { ...one, to: cover.from },
        { ...one, from: cover.to },
      ];
      return parts.filter((part) => part.from < part.to);
    });
  }
  return left;
}

const hull = (stretch: Stretch, others: readonly Stretch[]): Stretch => ({
  from: Math.min(stretch.from, ...others.map(({ from }) => from)),
  to: Math.max(stretch.to, ...others.map(({ to }) => to)),
});

/**
 * Every shift that meets a stretch, in order of time, at most one person at any instant. A shift keeps its own ends: the
 * answer for one instant is the same from whatever stretch it is asked. Later rotations cover earlier ones, overrides
 * cover rotations, a later override an earlier one.
 */
export function shiftsBetween(plan: Plan, stretch: Stretch): Shift[] {
  let shifts: Shift[] = [];
  // As far as the shifts below reach, the layers above have to be known: else a shift's end would depend on the question.
  let reach = stretch;
  const cover = (above: Shift[]) => {
    shifts = [...shifts.flatMap((shift) => uncovered(shift, above)), ...above];
    reach = hull(reach, above);
  };
  for (const [index, rotation] of plan.rotations.entries()) {
    const pieces = piecesOf(rotation, plan.zone, reach).filter(({ personId }) => plan.isAvailable(personId));
    cover(pieces.map((piece) => ({ ...piece, rotation: index, overrideId: null })));
  }
  const newestLast = [...plan.overrides].sort((a, b) => a.id - b.id);
  for (const { id, personId, from, to } of newestLast) {
    if (!plan.isAvailable(personId) || !meets({ from, to }, reach)) continue;
    cover([{ from, to, personId, rotation: null, overrideId: id }]);
  }
  return shifts.filter((shift) => meets(shift, stretch)).sort((a, b) => a.from - b.from);
}

/** The parts of a stretch in which nobody is on call. `shifts`: those of at least this stretch, in order of time. */
export function gapsBetween(shifts: readonly Stretch[], { from, to }: Stretch): Stretch[] {
  const gaps: Stretch[] = [];
  let covered = from;
  for (const shift of shifts) {
    if (shift.from > covered) gaps.push({ from: covered, to: Math.min(shift.from, to) });
    covered = Math.max(covered, shift.to);
    if (covered >= to) return gaps;
  }
  gaps.push({ from: covered, to });
  return gaps.filter((gap) => gap.from < gap.to);
}

/** Who is on call at an instant. */
export function shiftAt(plan: Plan, at: number): Shift | undefined {
  return shiftsBetween(plan, { from: at, to: at + 1 })[0];
}

/** The next change of who is on call after an instant; null when there is none within 60 days. */
export function nextHandOff(plan: Plan, at: number): Omit<HandOff, "person"> | null {
  for (const days of handOffWithin) {
    const found = firstChange(plan, { from: at, to: at + days * 86_400_000 });
    if (found) return found;
  }
  return null;
}

/** The first change of who is on call within a stretch, compared with its beginning. */
function firstChange(plan: Plan, stretch: Stretch): Omit<HandOff, "person"> | null {
  const at = stretch.from;
  const shifts = shiftsBetween(plan, stretch);
  const changes = [
    ...shifts.map(({ from, personId }) => ({ at: from, personId })),
    ...gapsBetween(shifts, stretch).map(({ from }) => ({ at: from, personId: null })),
  ].sort((a, b) => a.at - b.at);
  const onCall = shifts.find((shift) => shift.from <= at)?.personId ?? null;
  return changes.find((change) => change.at > at && change.personId !== onCall) ?? null;
}

/** Times within a stretch that the clocks pass over or show twice: hand-offs, begins and ends of restricted hours. */
export function movedTimes({ zone, rotations }: Pick<Plan, "zone" | "rotations">, stretch: Stretch): MovedTime[] {
  const found = rotations.flatMap((rotation, index) => {
    const edges = [...hoursOn(rotation.hours, zone, stretch)].flatMap(({ begin, end }) => [begin, end]);
    const times = new Map([...handOffs(rotation, zone, stretch), ...edges].map((time) => [time.wall, time]));
    return [...times.values()].flatMap(({ at, moved, wall }) =>
      moved !== null && at >= stretch.from && at < stretch.to ? [{ rotation: index, wall, kind: moved, at }] : [],
    );
  });
  return found.sort((a, b) => a.at - b.at);
}

/** Consecutive shifts of one person for one reason as one, for the eye. */
export function joined<S extends Shift>(shifts: readonly S[]): S[] {
  const lines: S[] = [];
  for (const shift of shifts) {
    const last = lines.at(-1);
    const same =
      last?.to === shift.from &&
      last.personId === shift.personId &&
      last.rotation === shift.rotation &&
      last.overrideId === shift.overrideId;
    if (same) lines[lines.length - 1] = { ...last, to: shift.to };
    else lines.push(shift);
  }
  return lines;
}

/** "Ada at 2026-11-26 14:32 UTC"; the time in epoch ms. */
export function whoAndWhen(who: string, at: number): string {
  return `${who} at ${new Date(at).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
