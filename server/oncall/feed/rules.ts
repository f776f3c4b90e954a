import { createHash } from "node:crypto";
import type { Stretch } from "../schedule/contract.ts";

/** Calendars see so far ahead. */
export const feedDays = 90;

/** One shift as a calendar shows it. */
export interface CalendarShift extends Stretch {
  scheduleId: number;
  schedule: string;
  personId: string;
  person: string;
}

/** SHA-256 of a link's secret, as it is stored: enough for 256 random bits. */
export const hashSecret = (secret: string) => createHash("sha256").update(secret).digest();

/** RFC 5545, 3.3.11. Control characters and Unicode's own line breaks have no place in a text, escaped or not. */
function escaped(text: string): string {
  return text
    .replaceAll(/[\\;,]/g, (character) => `\\${character}`)
    .replaceAll(/\r\n?|\n/g, "\\n")
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]/gu, " ");
}

/** A line of at most 75 octets, what is over on further ones that begin with a space: RFC 5545, 3.1. Never within a character. */
function folded(line: string): string {
  const lines: string[] = [];
  let current = "";
  let octets = 0;
  for (const character of line) {
    const length = Buffer.byteLength(character);
    if (octets + length > 75) {
      lines.push(current);
      current = " ";
      octets = 1;
    }
    current += character;
    octets += length;
  }
  return [...lines, current].join("\r\n");
}

/** 20261126T093000Z */
const utc = (at: number) => `${new Date(at).toISOString().slice(0, 19).replaceAll(/[-:]/g, "")}Z`;

/** The same shift has the same id in every answer, whichever link it is read by. */
function uidOf({ scheduleId, personId, from, to }: CalendarShift): string {
  const digest = createHash("sha256")
    .update(JSON.stringify([scheduleId, personId, from, to]))
    .digest("hex");
  return `${digest.slice(0, 40)}@watchfloor`;
}

/** A calendar of shifts by RFC 5545; times in UTC, names and nothing else of a person. `at`: of the answer, epoch ms. */
export function calendarOf(name: string, shifts: readonly CalendarShift[], at: number): string {
  const lines = [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//Watchfloor//On-call//EN",
    "CALSCALE:GREGORIAN",
    "METHOD:PUBLISH",
    `NAME:${escaped(name)}`,
    `X-WR-CALNAME:${escaped(name)}`,
    "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
    "X-PUBLISHED-TTL:PT1H",
    ...shifts.flatMap((shift) => [
      "BEGIN:VEVENT",
      `UID:${uidOf(shift)}`,
      `DTSTAMP:${utc(at)}`,
      `DTSTART:${utc(shift.from)}`,
      `DTEND:${utc(shift.to)}`,
      `SUMMARY:${escaped(`${shift.person} on call: ${shift.schedule}`)}`,
      "TRANSP:TRANSPARENT",
      "END:VEVENT",
    ]),
    "END:VCALENDAR",
  ];
  return lines.map((line) => `${folded(line)}\r\n`).join("");
}
