import fc from "fast-check";
import ICAL from "ical.js";
import { sync } from "node-ical";
import { describe, expect, test } from "vitest";
import { nameSchema } from "../../server/identity/contract.ts";
import { type CalendarShift, calendarOf } from "../../server/oncall/feed/rules.ts";
import { oncallNameSchema } from "../../server/oncall/schedule/contract.ts";

const now = Date.parse("2026-11-26T12:00:00Z");
const shift: CalendarShift = {
  ...{ scheduleId: 1, schedule: "Primary", personId: "ada", person: "Ada Lovelace" },
  ...{ from: Date.parse("2026-11-26T08:00Z"), to: Date.parse("2026-11-27T08:00Z") },
};

interface ReadEvent {
  uid: string;
  summary: string;
  from: number;
  to: number;
}

function byIcalJs(text: string): ReadEvent[] {
  const calendar = new ICAL.Component(ICAL.parse(text));
  return calendar.getAllSubcomponents("vevent").map((component) => {
    const event = new ICAL.Event(component);
    const [from, to] = [event.startDate.toJSDate().getTime(), event.endDate.toJSDate().getTime()];
    return { uid: event.uid, summary: event.summary, from, to };
  });
}

function byNodeIcal(text: string): ReadEvent[] {
  return Object.values(sync.parseICS(text)).flatMap((entry) => {
    if (entry?.type !== "VEVENT") return [];
    const { uid, summary, start, end } = entry;
    const words = typeof summary === "string" ? summary : summary?.val;
    return [{ uid, summary: words ?? "", from: start.getTime(), to: end?.getTime() ?? 0 }];
  });
}

/**
 * node-ical 0.27.2 takes an escaped backslash with an n behind it for a line break, and quotes at both ends for quotes
 * around a parameter; RFC 5545 does neither.
 */
const isMisread = ({ person, schedule }: CalendarShift) =>
  /\\n/i.test(`${person} ${schedule}`) || (person.startsWith('"') && schedule.endsWith('"'));

const inOrder = (events: ReadEvent[]) => [...events].sort((a, b) => a.from - b.from || (a.uid < b.uid ? -1 : 1));

describe("a calendar of shifts", () => {
  test("is what RFC 5545 asks for", () => {
    const text = calendarOf("On call: Primary", [shift], now);
    expect(text.split("\r\n").join("").includes("\n")).toBe(false);
    expect(text).toMatch(/^BEGIN:VCALENDAR\r\nVERSION:2\.0\r\nPRODID:/);
    expect(text).toContain("\r\nDTSTART:20261126T080000Z\r\nDTEND:20261127T080000Z\r\n");
    expect(text).toContain("\r\nDTSTAMP:20261126T120000Z\r\n");
    expect(text.endsWith("\r\nEND:VCALENDAR\r\n")).toBe(true);
    expect(text).not.toContain("TZID");
  });

  test("a shift keeps its id from answer to answer; another person, schedule or time has another", () => {
    const uidOf = (one: CalendarShift, at = now) => byIcalJs(calendarOf("Any", [one], at))[0]?.uid;
    expect(uidOf(shift, now + 86_400_000)).toBe(uidOf(shift));
    const others = [
      shift,
      { ...shift, personId: "ben" },
      { ...shift, scheduleId: 2 },
      { ...shift, from: shift.from - 1000 },
      { ...shift, to: shift.to + 1000 },
    ];
    expect(new Set(others.map((one) => uidOf(one))).size).toBe(others.length);
  });

  test("separators and line breaks in a name end no line and begin no property", () => {
    const hostile = "Eve; drop, \\n\r\nEND:VEVENT\r\nX-EVIL:1\u2028X-EVIL:2\u2029X-EVIL:3";
    const text = calendarOf(hostile, [{ ...shift, person: hostile }], now);
    expect(text.match(/END:VEVENT\r\n/g)).toHaveLength(1);
    expect(text).not.toMatch(/^X-EVIL/m);
    expect(byIcalJs(text)).toHaveLength(1);
    expect(byNodeIcal(text)[0]?.summary).toContain("X-EVIL:3");
  });

  test("two foreign parsers read back every name, and no line is longer than 75 octets", () => {
    const letters = fc.oneof(
      fc.string({ unit: "grapheme", maxLength: 60 }),
      fc.string({
        unit: fc.constantFrom(",", ";", "\\", ":", '"', "n", "N", "é", "漢", "🦊", " ", "A"),
        maxLength: 190,
      }),
    );
    const accepted = (schema: typeof nameSchema) =>
      letters.map((text) => text.trim()).filter((text) => schema.safeParse(text).success);
    const anyShift = fc
      .record({ person: accepted(nameSchema), schedule: accepted(oncallNameSchema), hours: fc.nat(2000) })
      .map(({ person, schedule, hours }) => ({
        ...{ ...shift, person, schedule },
        ...{ from: shift.from + hours * 3_600_000, to: shift.to + hours * 3_600_000 },
      }));
    fc.assert(
      fc.property(fc.uniqueArray(anyShift, { maxLength: 5, selector: ({ from }) => from }), (shifts) => {
        const text = calendarOf("Any", shifts, now);
        for (const line of text.split("\r\n")) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
        const expected = shifts.map(({ person, schedule, from, to }) => ({
          ...{ summary: `${person} on call: ${schedule}`.replaceAll(/[\u2028\u2029]/g, " "), from, to },
        }));
        const first = inOrder(byIcalJs(text));
        expect(first.map(({ uid, ...rest }) => rest)).toEqual(expected.sort((a, b) => a.from - b.from));
        if (!shifts.some(isMisread)) expect(inOrder(byNodeIcal(text))).toEqual(first);
      }),
      { numRuns: 200 },
    );
  });
});
