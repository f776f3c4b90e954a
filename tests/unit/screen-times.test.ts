import { describe, expect, test } from "vitest";
import { countdown, duration } from "../../components/ui/format-duration.ts";
import { dayAndTime, hourAndMinute, shortInstant, timeOfDay, utc } from "../../components/ui/format-time.ts";

const plain = (text: string) => text.replaceAll("\u00A0", " ");
const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

describe("durations have two units at most", () => {
  test.each([
    [-5, "0 s"],
    [0, "0 s"],
    [3_999, "3 s"],
    [minute, "1 m 00 s"],
    [4 * minute + 2 * second, "4 m 02 s"],
    [hour + 5 * minute + 59 * second, "1 h 05 m"],
    [day + 3 * hour + 59 * minute, "1 d 3 h"],
  ])("%d ms is %s", (time, text) => expect(plain(duration(time))).toBe(text));
});

describe("clocks count down, then up", () => {
  const due = Date.UTC(2026, 10, 23, 14, 49, 50);
  test.each([
    [due - (17 * minute + 42 * second), { text: "00:17:42", overdue: false, running: true }],
    [due - 500, { text: "00:00:01", overdue: false, running: true }],
    [due, { text: "00:00:00", overdue: false, running: true }],
    [due + 999, { text: "00:00:00", overdue: false, running: true }],
    [due + second, { text: "00:00:01", overdue: true, running: true }],
    [due + 7 * minute + 12 * second, { text: "00:07:12", overdue: true, running: true }],
    [due - (day - second), { text: "23:59:59", overdue: false, running: true }],
  ])("at %d", (now, clock) => expect(countdown(due, now)).toEqual(clock));

  test("from a day on they are written in words", () => {
    const { text, running, overdue } = countdown(due, due - (2 * day + 3 * hour));
    expect([plain(text), running, overdue]).toEqual(["2 d 3 h", false, false]);
  });
});

describe("instants are written in the zone that was chosen", () => {
  const instant = Date.UTC(2026, 10, 23, 22, 5, 9);
  const kolkata = { name: "Asia/Kolkata", label: "IST" };
  test("time of day", () => {
    expect(timeOfDay(instant, utc)).toBe("22:05:09");
    expect(timeOfDay(instant, kolkata)).toBe("03:35:09");
    expect(timeOfDay(Date.UTC(2026, 10, 23), utc)).toBe("00:00:00");
    expect(hourAndMinute(instant, kolkata)).toBe("03:35");
  });
  test("the day is named when it is not the day of now in that zone", () => {
    expect(dayAndTime(instant, kolkata)).toBe("24 Nov, 03:35");
    expect(shortInstant(instant, instant + hour, utc)).toBe("22:05");
    expect(shortInstant(instant, instant + 2 * hour, utc)).toBe("23 Nov, 22:05");
    expect(shortInstant(instant, instant + 2 * hour, kolkata)).toBe("03:35");
  });
});
