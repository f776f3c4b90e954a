import { expect, test } from "vitest";
import { fillHours, firstShownHour, utcTimeOfDay } from "../../server/hotline/rules.ts";

const now = Date.UTC(2026, 10, 23, 21, 40, 5);
const zeros = { threat_to_life: 0, urgent: 0, standard: 0 };

test("24 UTC hours, the running one last, zeros where nothing came", () => {
  const running = Date.UTC(2026, 10, 23, 21);
  const hours = fillHours(now, [
    { hour: running, urgency: "urgent", cases: 3 },
    { hour: running, urgency: "standard", cases: 1 },
    { hour: firstShownHour(now), urgency: "threat_to_life", cases: 2 },
  ]);
  expect(hours).toHaveLength(24);
  expect(hours[23]).toEqual({ hour: running, counts: { threat_to_life: 0, urgent: 3, standard: 1 } });
  expect(hours[0]).toEqual({ hour: Date.UTC(2026, 10, 22, 22), counts: { ...zeros, threat_to_life: 2 } });
  expect(hours.slice(1, 23).map((hour) => hour.counts)).toEqual(Array(22).fill(zeros));
});

test("an hour outside the shown ones changes nothing", () => {
  const counted = [{ hour: firstShownHour(now) - 3_600_000, urgency: "urgent" as const, cases: 9 }];
  expect(fillHours(now, counted)).toEqual(fillHours(now, []));
});

test("a time of day is written in UTC with seconds", () => {
  expect(utcTimeOfDay(now)).toBe("21:40:05");
});
