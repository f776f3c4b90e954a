import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Rotation,
  type Shift,
  type Stretch,
  scheduleDefinitionSchema,
} from "../../server/oncall/schedule/contract.ts";
import {
  gapsBetween,
  joined,
  movedTimes,
  nextHandOff,
  type Plan,
  shiftAt,
  shiftsBetween,
} from "../../server/oncall/schedule/rules.ts";

const day = 86_400_000;
const hour = 3_600_000;
const at = (text: string) => Date.parse(text);

const daily = (startDate: string, handOff: string, people = ["ada", "ben"]): Rotation => ({
  name: "Primary",
  people,
  startDate,
  handOff,
  every: { unit: "day", count: 1 },
  hours: [],
});
const plan = (zone: string, rotations: Rotation[], over: Partial<Plan> = {}): Plan => ({
  zone,
  rotations,
  overrides: [],
  isAvailable: () => true,
  ...over,
});
/** Beginnings of the shifts that begin in a stretch, ISO 8601 in UTC. */
const handOffsOf = (of: Plan, from: string, to: string) =>
  shiftsBetween(of, { from: at(from), to: at(to) })
    .filter((shift) => shift.from >= at(from))
    .map((shift) => new Date(shift.from).toISOString());

describe("hand-offs on the days when clocks change", () => {
  test.each([
    {
      rule: "Chicago, daily 01:30, clocks back: once, not twice",
      ...{ zone: "America/Chicago", handOff: "01:30", from: "2020-11-01T00:00-05:00", to: "2020-11-02T12:00-06:00" },
      expected: ["2020-11-01T01:30-05:00", "2020-11-02T01:30-06:00"],
    },
    {
      rule: "Chicago, daily 02:30, clocks forward: at 03:00, the first time that exists",
      ...{ zone: "America/Chicago", handOff: "02:30", from: "2020-03-08T00:00-06:00", to: "2020-03-09T12:00-05:00" },
      expected: ["2020-03-08T03:00-05:00", "2020-03-09T02:30-05:00"],
    },
    {
      rule: "Lord Howe, daily 02:30, clocks back by half an hour",
      ...{
        zone: "Australia/Lord_Howe",
        handOff: "02:30",
        from: "2021-04-03T00:00+11:00",
        to: "2021-04-04T12:00+10:30",
      },
      expected: ["2021-04-03T02:30+11:00", "2021-04-04T02:30+10:30"],
    },
    {
      rule: "Lord Howe, daily 01:45, in the half hour that comes twice",
      ...{
        zone: "Australia/Lord_Howe",
        handOff: "01:45",
        from: "2021-04-04T00:00+11:00",
        to: "2021-04-05T12:00+10:30",
      },
      expected: ["2021-04-04T01:45+11:00", "2021-04-05T01:45+10:30"],
    },
    {
      rule: "Lord Howe, daily 02:15, in the half hour that does not come",
      ...{
        zone: "Australia/Lord_Howe",
        handOff: "02:15",
        from: "2021-10-03T00:00+10:30",
        to: "2021-10-04T12:00+11:00",
      },
      expected: ["2021-10-03T02:30+11:00", "2021-10-04T02:15+11:00"],
    },
    {
      rule: "Paris, daily 02:30, clocks forward",
      ...{ zone: "Europe/Paris", handOff: "02:30", from: "2027-03-28T00:00+01:00", to: "2027-03-29T12:00+02:00" },
      expected: ["2027-03-28T03:00+02:00", "2027-03-29T02:30+02:00"],
    },
    {
      rule: "Paris, daily 02:30, clocks back",
      ...{ zone: "Europe/Paris", handOff: "02:30", from: "2026-10-25T00:00+02:00", to: "2026-10-26T12:00+01:00" },
      expected: ["2026-10-25T02:30+02:00", "2026-10-26T02:30+01:00"],
    },
    {
      rule: "New York, daily 09:00, stays at 09:00",
      ...{ zone: "America/New_York", handOff: "09:00", from: "2026-03-07T00:00-05:00", to: "2026-03-08T12:00-04:00" },
      expected: ["2026-03-07T09:00-05:00", "2026-03-08T09:00-04:00"],
    },
    {
      rule: "Kolkata has no summer time",
      ...{ zone: "Asia/Kolkata", handOff: "02:30", from: "2026-03-28T00:00+05:30", to: "2026-03-29T12:00+05:30" },
      expected: ["2026-03-28T02:30+05:30", "2026-03-29T02:30+05:30"],
    },
    {
      rule: "Samoa left out a whole day: its turn is nobody's, the next begins with the day after",
      ...{ zone: "Pacific/Apia", handOff: "00:00", from: "2011-12-29T00:00-10:00", to: "2012-01-01T12:00+14:00" },
      expected: ["2011-12-29T00:00-10:00", "2011-12-31T00:00+14:00", "2012-01-01T00:00+14:00"],
    },
  ])("$rule", ({ zone, handOff, from, to, expected }) => {
    const start = "2010-01-01";
    expect(handOffsOf(plan(zone, [daily(start, handOff)]), from, to)).toEqual(
      expected.map((time) => new Date(at(time)).toISOString()),
    );
  });

  test("the shift over a repeated hour is an hour longer, the one over a skipped hour shorter", () => {
    const lengths = (zone: string, from: string, to: string) =>
      shiftsBetween(plan(zone, [daily("2020-01-01", "00:00")]), { from: at(from), to: at(to) }).map(
        (shift) => (shift.to - shift.from) / hour,
      );
    expect(lengths("Europe/Paris", "2026-10-25T00:00+02:00", "2026-10-26T00:00+01:00")).toEqual([25]);
    expect(lengths("Europe/Paris", "2027-03-28T00:00+01:00", "2027-03-29T00:00+02:00")).toEqual([23]);
  });

  test("the times that move are named, and nothing on other days", () => {
    const chicago = plan("America/Chicago", [
      daily("2020-01-01", "09:00"),
      { ...daily("2020-01-01", "02:30"), hours: [{ weekdays: [7], from: "01:15", to: "02:45" }] },
    ]);
    const spring = { from: at("2020-03-01T00:00Z"), to: at("2020-03-15T00:00Z") };
    expect(movedTimes(chicago, spring)).toEqual([
      { rotation: 1, wall: "2020-03-08T02:30", kind: "skipped", at: at("2020-03-08T03:00-05:00") },
      { rotation: 1, wall: "2020-03-08T02:45", kind: "skipped", at: at("2020-03-08T03:00-05:00") },
    ]);
    const autumn = { from: at("2020-10-25T12:00Z"), to: at("2020-11-08T00:00Z") };
    expect(movedTimes(chicago, autumn)).toEqual([
      { rotation: 1, wall: "2020-11-01T01:15", kind: "repeated", at: at("2020-11-01T01:15-05:00") },
    ]);
    expect(movedTimes(chicago, { from: at("2020-06-01T00:00Z"), to: at("2020-07-01T00:00Z") })).toEqual([]);
  });
});

describe("layers", () => {
  const nights: Rotation = {
    ...daily("2026-11-02", "09:00", ["nia"]),
    hours: [{ weekdays: [1, 2, 3, 4, 5], from: "22:00", to: "06:00" }],
  };
  const who = (of: Plan, time: string) => shiftAt(of, at(time))?.personId ?? null;

  test("a weekly rotation hands over in order, and begins with its first day", () => {
    const weekly: Rotation = {
      ...daily("2026-11-02", "09:00", ["ada", "ben", "cleo"]),
      every: { unit: "week", count: 1 },
    };
    const utc = plan("UTC", [weekly]);
    expect(who(utc, "2026-11-02T08:59Z"), "before it begins").toBe(null);
    expect(who(utc, "2026-11-02T09:00Z")).toBe("ada");
    expect(who(utc, "2026-11-09T08:59Z")).toBe("ada");
    expect(who(utc, "2026-11-09T09:00Z")).toBe("ben");
    expect(who(utc, "2026-11-23T09:00Z"), "round again").toBe("ada");
    expect(nextHandOff(utc, at("2026-11-03T00:00Z"))).toEqual({ at: at("2026-11-09T09:00Z"), personId: "ben" });
  });

  test("restricted hours cover the rotation beneath, over midnight and not at the weekend", () => {
    const both = plan("Europe/Paris", [daily("2026-01-01", "00:00", ["ada"]), nights]);
    expect(who(both, "2026-11-24T21:30+01:00")).toBe("ada");
    expect(who(both, "2026-11-24T22:00+01:00")).toBe("nia");
    expect(who(both, "2026-11-25T05:59+01:00")).toBe("nia");
    expect(who(both, "2026-11-25T06:00+01:00")).toBe("ada");
    expect(who(both, "2026-11-28T05:00+01:00"), "Friday's night ends on Saturday").toBe("nia");
    expect(who(both, "2026-11-28T23:00+01:00"), "Saturday").toBe("ada");
  });

  test("what nobody covers is a gap", () => {
    const stretch = { from: at("2026-11-23T00:00Z"), to: at("2026-11-24T12:00Z") };
    expect(gapsBetween(shiftsBetween(plan("UTC", [nights]), stretch), stretch)).toEqual([
      { from: at("2026-11-23T00:00Z"), to: at("2026-11-23T22:00Z") },
      { from: at("2026-11-24T06:00Z"), to: at("2026-11-24T12:00Z") },
    ]);
    expect(nextHandOff(plan("UTC", [nights]), at("2026-11-23T12:00Z"))).toEqual({
      at: at("2026-11-23T22:00Z"),
      personId: "nia",
    });
    expect(nextHandOff(plan("UTC", [nights]), at("2026-11-23T23:00Z"))).toEqual({
      at: at("2026-11-24T06:00Z"),
      personId: null,
    });
  });

  test("an override covers every rotation, and a later one an earlier", () => {
    const overrides = [
      { id: 2, personId: "eve", from: at("2026-11-24T10:00Z"), to: at("2026-11-24T12:00Z") },
      { id: 1, personId: "dan", from: at("2026-11-24T08:00Z"), to: at("2026-11-24T14:00Z") },
    ];
    const covered = plan("UTC", [daily("2026-01-01", "00:00", ["ada"])], { overrides });
    const stretch = { from: at("2026-11-24T00:00Z"), to: at("2026-11-25T00:00Z") };
    expect(shiftsBetween(covered, stretch).map((one) => one.personId)).toEqual(["ada", "dan", "eve", "dan", "ada"]);
  });

  test("whoever cannot be called leaves their turn to the layer beneath, or to nobody", () => {
    const away = plan("UTC", [daily("2026-01-01", "00:00", ["ada"]), daily("2026-01-01", "00:00", ["ben"])], {
      isAvailable: (person) => person !== "ben",
    });
    expect(who(away, "2026-11-24T12:00Z")).toBe("ada");
    expect(who({ ...away, isAvailable: () => false }, "2026-11-24T12:00Z")).toBe(null);
  });

  test("shifts that follow on one another are one line to the eye", () => {
    const stretch = { from: at("2026-11-23T12:00Z"), to: at("2026-11-26T12:00Z") };
    const lines = joined(shiftsBetween(plan("UTC", [daily("2026-01-01", "00:00", ["ada"])]), stretch));
    expect(lines).toMatchObject([{ from: at("2026-11-23T00:00Z"), to: at("2026-11-27T00:00Z"), personId: "ada" }]);
  });
});

describe("a schedule as it is written", () => {
  const written = (over: object, rotation: object = {}) =>
    scheduleDefinitionSchema.safeParse({
      ...{ name: "Primary", zone: "Europe/Paris" },
      rotations: [{ ...daily("2026-11-02", "09:00"), ...rotation }],
      ...over,
    }).success;
  const hours = (...all: [number[], string, string][]) => ({
    hours: all.map(([weekdays, from, to]) => ({ weekdays, from, to })),
  });

  test("takes IANA zones, real days, hours that stand apart", () => {
    expect(written({})).toBe(true);
    for (const zone of ["", "+02:00", "Mars/Olympus", "Europe/Paris; drop", 7]) expect(written({ zone })).toBe(false);
    for (const startDate of ["2026-02-30", "1999-12-31", "tomorrow"]) expect(written({}, { startDate })).toBe(false);
    expect(written({}, { handOff: "24:00" })).toBe(false);
    expect(written({}, { people: [] })).toBe(false);
    expect(written({}, { every: { unit: "week", count: 13 } })).toBe(false);
    expect(written({}, hours([[1, 2], "09:00", "17:00"], [[1, 2], "17:00", "09:00"]))).toBe(true);
    expect(written({}, hours([[1], "09:00", "17:00"], [[1], "16:00", "18:00"]))).toBe(false);
    expect(written({}, hours([[7], "22:00", "06:00"], [[1], "05:00", "07:00"])), "over the week's end").toBe(false);
    expect(written({}, hours([[1, 2], "00:00", "00:00"]))).toBe(true);
  });
});

const zones = [
  ...["Europe/Paris", "America/New_York", "America/Chicago", "Asia/Kolkata", "Australia/Lord_Howe"],
  ...["UTC", "Pacific/Apia", "America/Havana", "Africa/Casablanca"],
];
const anyTime = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom("00", "15", "30", "45"))
  .map(([h, m]) => `${String(h).padStart(2, "0")}:${m}`);
const anyRotation: fc.Arbitrary<Rotation> = fc
  .record({
    name: fc.constant("Any"),
    people: fc.array(fc.constantFrom("ada", "ben", "cleo", "dan"), { minLength: 1, maxLength: 4 }),
    startDate: fc.constantFrom("2026-02-20", "2026-03-20", "2026-09-30", "2026-10-24"),
    handOff: anyTime,
    every: fc.oneof(
      fc.record({ unit: fc.constant("day" as const), count: fc.integer({ min: 1, max: 5 }) }),
      fc.record({ unit: fc.constant("week" as const), count: fc.integer({ min: 1, max: 2 }) }),
    ),
    hours: fc.array(
      fc.record({ weekdays: fc.subarray([1, 2, 3, 4, 5, 6, 7], { minLength: 1 }), from: anyTime, to: anyTime }),
      { maxLength: 2 },
    ),
  })
  .filter(
    (rotation) => scheduleDefinitionSchema.safeParse({ name: "Any", zone: "UTC", rotations: [rotation] }).success,
  );
/** Around the days on which clocks change in 2026. */
const anyInstant = fc
  .tuple(
    fc.constantFrom(at("2026-03-08T00:00Z"), at("2026-03-29T00:00Z"), at("2026-04-04T12:00Z"), at("2026-10-25T00:00Z")),
    fc.integer({ min: -4 * 24 * 60, max: 4 * 24 * 60 }),
  )
  .map(([around, minutes]) => around + minutes * 60_000);
const anyStretch = fc
  .tuple(anyInstant, fc.integer({ min: 1, max: 6 * 24 * 60 }))
  .map(([from, minutes]): Stretch => ({ from, to: from + minutes * 60_000 }));
const anyPlan: fc.Arbitrary<Plan> = fc
  .record({
    zone: fc.constantFrom(...zones),
    rotations: fc.array(anyRotation, { minLength: 1, maxLength: 3 }),
    overrides: fc.array(fc.tuple(anyStretch, fc.constantFrom("eve", "ada")), { maxLength: 3 }),
    absent: fc.subarray(["ada", "ben"]),
  })
  .map(({ absent, overrides, ...rest }) => ({
    ...rest,
    overrides: overrides.map(([stretch, personId], index) => ({ ...stretch, id: index + 1, personId })),
    isAvailable: (person) => !absent.includes(person),
  }));
const settings = { numRuns: 150 };

describe("whatever the schedule", () => {
  test("shifts and gaps fill a stretch without overlap, and name nobody who cannot be called", () => {
    fc.assert(
      fc.property(anyPlan, anyStretch, (of, stretch) => {
        const shifts = shiftsBetween(of, stretch);
        const parts = [...shifts, ...gapsBetween(shifts, stretch)].sort((a, b) => a.from - b.from);
        expect(parts[0]?.from).toBeLessThanOrEqual(stretch.from);
        expect(parts.at(-1)?.to).toBeGreaterThanOrEqual(stretch.to);
        for (const [index, part] of parts.entries()) {
          expect(part.from).toBeLessThan(part.to);
          if (index > 0) expect(part.from).toBe(parts[index - 1]?.to);
        }
        expect(shifts.every((shift) => of.isAvailable(shift.personId))).toBe(true);
      }),
      settings,
    );
  });

  test("a shift is the same from whatever stretch it is asked", () => {
    const meets = (shift: Shift, { from, to }: Stretch) => shift.from < to && from < shift.to;
    fc.assert(
      fc.property(anyPlan, anyStretch, fc.integer({ min: 0, max: 20 }), (of, stretch, days) => {
        const wider = { from: stretch.from - days * day, to: stretch.to + days * day };
        expect(shiftsBetween(of, wider).filter((shift) => meets(shift, stretch))).toEqual(shiftsBetween(of, stretch));
      }),
      settings,
    );
  });

  test("who is on call at an instant is whose shift it is, until the next hand-off", () => {
    fc.assert(
      fc.property(anyPlan, anyInstant, fc.nat(), (of, time, seed) => {
        const now = shiftAt(of, time);
        const next = nextHandOff(of, time);
        if (!next) return;
        expect(next.at).toBeGreaterThan(time);
        expect(next.personId).not.toBe(now?.personId ?? null);
        expect(shiftAt(of, next.at)?.personId ?? null).toBe(next.personId);
        const between = time + (seed % (next.at - time));
        expect(shiftAt(of, between)?.personId ?? null).toBe(now?.personId ?? null);
      }),
      settings,
    );
  });

  test("every hand-off of a rotation happens once a turn", () => {
    fc.assert(
      fc.property(fc.constantFrom(...zones), anyTime, anyStretch, (zone, handOff, stretch) => {
        const rotation = daily("2026-01-01", handOff, ["ada"]);
        const shifts = shiftsBetween(plan(zone, [rotation]), stretch);
        const clock = new Intl.DateTimeFormat("en", { timeZone: zone, dateStyle: "short" });
        const days = shifts.map((shift) => clock.format(shift.from));
        expect(new Set(days).size).toBe(days.length);
      }),
      settings,
    );
  });
});
