import { setImmediate as turn } from "node:timers/promises";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  autoDecisions,
  autoDetections,
  categories,
  cubeDimensions,
  effects,
  keywordClasses,
  kinds,
  type LiveRow,
  none,
  origins,
  subjects,
  timings,
} from "../../server/counting/contract.ts";
import { cubes } from "../../server/counting/cube/rules.ts";
import { countedBy, dimensions, type Filter, liveMeasures } from "../../server/counting/series/contract.ts";
import { bucketOf } from "../../server/kernel/grains.ts";
import {
  type Frame,
  limits,
  liveGrains,
  liveWindowMs,
  oldestBucket,
  type View,
  viewSchema,
} from "../../server/realtime/contract.ts";
import { createHub } from "../../server/realtime/hub.ts";
import { createRoom } from "../../server/realtime/room.ts";
import { createRooms } from "../../server/realtime/rooms.ts";
import { matches, roomOf } from "../../server/realtime/view.ts";
import { handScheduler } from "../support/hand-scheduler.ts";
import { type Counted, decision, modelCounts, signUp } from "../support/model-counts.ts";
import { movingClock } from "../support/moving-clock.ts";

const takedowns: View = { kind: "takedowns", measure: "takedowns", breakdowns: [], filter: {}, grain: "10s" };
const byCategory: View = { ...takedowns, breakdowns: ["category"] };
const totalUsers: View = { kind: "growth", measure: "total_users", breakdowns: [], filter: {}, grain: "10s" };

/** A hub over a model database, with time in the test's hands. */
async function startHub() {
  const clock = movingClock();
  const counts = modelCounts();
  const scheduler = handScheduler();
  const frames: Frame[] = [];
  const errors: unknown[] = [];
  const hub = createHub({ clock, counts, scheduler, epoch: "e1", onError: (error) => errors.push(error) });
  hub.onFrame((frame) => frames.push(frame));
  await hub.start();
  const record = (...counted: Counted[]) => hub.publish(counts.commit(counted));
  return { hub, clock, counts, scheduler, frames, errors, record };
}

const sum = (frame: Frame, key = "all") =>
  frame.buckets.filter(([held]) => held === key).reduce((total, [, , , value]) => total + value, 0);

const anyFilter: fc.Arbitrary<Filter> = fc.record(
  {
    source: fc.constantFrom(1, 2),
    timing: fc.constantFrom(...timings),
    category: fc.constantFrom(...categories.slice(0, 2)),
    subject: fc.constantFrom(...subjects.slice(0, 2)),
    effect: fc.constantFrom(...effects),
    keyword_class: fc.constantFrom(...keywordClasses),
    origin: fc.constantFrom(...origins),
    auto_detected: fc.constantFrom(...autoDetections),
    auto_decided: fc.constantFrom(...autoDecisions),
    country: fc.constantFrom("DE", "IN"),
  },
  { requiredKeys: [] },
);

const anyView = fc
  .record({
    kind: fc.constantFrom("takedowns" as const, "growth" as const),
    measure: fc.constantFrom(...liveMeasures),
    breakdowns: fc.uniqueArray(fc.constantFrom(...dimensions), { maxLength: 2 }),
    filter: fc.oneof(fc.constant<Filter>({}), anyFilter),
    grain: fc.constantFrom(...liveGrains),
  })
  .filter((view) => viewSchema.safeParse(view).success && view.measure !== "total_users");

/** The rows of one event, one in each layer. */
const anyRows: fc.Arbitrary<LiveRow[]> = fc
  .record({
    sourceId: fc.constantFrom(1, 2),
    kind: fc.constantFrom(...kinds),
    eventTime: fc.constant(0),
    timing: fc.constantFrom(...timings),
    category: fc.constantFrom(none, ...categories.slice(0, 3)),
    subject: fc.constantFrom(none, ...subjects.slice(0, 3)),
    effect: fc.constantFrom(none, ...effects),
    keywordClass: fc.constantFrom(...keywordClasses),
    origin: fc.constantFrom(none, ...origins),
    autoDetected: fc.constantFrom(none, ...autoDetections),
    autoDecided: fc.constantFrom(none, ...autoDecisions),
    country: fc.constantFrom("ZZ", "DE", "IN"),
    n: fc.constant(1),
  })
  .map((counted) => modelCounts().commit([counted]));

describe("views", () => {
  it("are found by the index exactly when the row belongs to them", () => {
    fc.assert(
      fc.property(anyView, anyView, anyRows, (view, other, rows) => {
        const rooms = createRooms();
        for (const one of [view, other]) if (!rooms.get(roomOf(one))) rooms.add(createRoom(one, [], 0));
        const expected = (row: LiveRow) =>
          [view, other].filter((one, at) => matches(one, row) && (at === 0 || roomOf(view) !== roomOf(other)));
        for (const row of rows) {
          const visited: View[] = [];
          rooms.visit(row, (room) => visited.push(room.view));
          expect(new Set(visited.map(roomOf))).toEqual(new Set(expected(row).map(roomOf)));
          expect(visited.length).toBe(expected(row).length);
        }
        for (const room of [...rooms.all()]) rooms.remove(room);
        for (const row of rows) rooms.visit(row, () => expect.unreachable("a closed room"));
      }),
      { numRuns: 5_000 },
    );
  });

  it("see an event in one layer exactly when it is what their measure, filter and timing ask for", () => {
    fc.assert(
      fc.property(anyView, anyRows, (view, rows) => {
        const [content, , place, method] = rows;
        const all = { source: String(content?.sourceId), ...place?.values, ...method?.values, ...content?.values };
        const { kind, effect } = countedBy[view.measure as Exclude<typeof view.measure, "total_users">];
        const byTiming = view.breakdowns.includes("timing") || view.filter.timing !== undefined;
        const asked =
          kind === content?.kind &&
          (effect === undefined || effect === content.values.effect) &&
          (byTiming || content.values.timing === "live") &&
          Object.entries(view.filter).every(([by, value]) => String(value) === all[by as keyof typeof all]);
        expect(rows.filter((row) => matches(view, row)).length).toBe(asked ? 1 : 0);
      }),
      { numRuns: 5_000 },
    );
  });

  it("know the dimensions that the cubes have", () => {
    for (const [name, { dimensions: has }] of Object.entries(cubes)) {
      const told: readonly string[] = cubeDimensions[name as keyof typeof cubes];
      expect(["kind", ...told.slice(1)]).toEqual(has.map(({ column }) => column));
      expect(told[0]).toBe("source");
    }
  });

  it("are refused where no cube tells apart together, at that grain, what they name", () => {
    const refused = (view: View) => !viewSchema.safeParse(view).success;
    expect(refused({ ...takedowns, breakdowns: ["country"] })).toBe(true);
    expect(refused({ ...takedowns, breakdowns: ["country"], grain: "minute" })).toBe(false);
    expect(refused({ ...takedowns, breakdowns: ["country", "category"], grain: "minute" })).toBe(true);
    expect(refused({ ...takedowns, breakdowns: ["category", "origin"], grain: "minute" })).toBe(false);
    expect(refused({ ...takedowns, filter: { effect: "other" } })).toBe(true);
    expect(refused({ ...takedowns, kind: "growth", measure: "sign_ups", breakdowns: ["category"] })).toBe(true);
    expect(refused({ ...totalUsers, breakdowns: ["country"] })).toBe(true);
  });

  it("have one room each, whatever the order in which their fields were written", () => {
    const { kind, measure, breakdowns: by, filter, grain } = byCategory;
    expect(roomOf({ grain, filter, breakdowns: by, measure, kind })).toBe(roomOf(byCategory));
    fc.assert(
      fc.property(anyView, anyView, (one, other) => {
        const same = JSON.stringify(viewSchema.parse(one)) === JSON.stringify(viewSchema.parse(other));
        expect(roomOf(one) === roomOf(other)).toBe(same);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("rooms", () => {
  it("count as takedowns only decisions that took something down, and no sign-ups", async () => {
    const { hub, clock, record } = await startHub();
    const eventTime = clock.now();
    record(decision({ eventTime, n: 3 }), decision({ eventTime, n: 5, effect: "restriction" }));
    record(decision({ eventTime, n: 7, kind: "reversal" }), signUp({ eventTime, n: 11 }));
    const joined = (view: View) => sum(hub.join(view, "a"));
    expect(joined(takedowns)).toBe(3);
    expect(joined({ ...takedowns, measure: "decisions" })).toBe(8);
    expect(joined({ ...takedowns, kind: "growth", measure: "sign_ups" })).toBe(11);
    expect(joined({ ...takedowns, filter: { category: "violence" } })).toBe(0);
  });

  it("show what came late only where they break down by timing", async () => {
    const { hub, clock, record } = await startHub();
    record(decision({ eventTime: clock.now(), n: 3 }), decision({ eventTime: clock.now(), n: 5, timing: "late" }));
    expect(sum(hub.join(takedowns, "a"))).toBe(3);
    const byTiming = hub.join({ ...takedowns, breakdowns: ["timing"] }, "a");
    expect([sum(byTiming, "live"), sum(byTiming, "late")]).toEqual([3, 5]);
  });

  it("send one frame for all changes of a tick, numbered from 1, with only what changed", async () => {
    const { hub, clock, scheduler, frames, record } = await startHub();
    const bucket = bucketOf(clock.now(), "10s");
    record(decision({ eventTime: clock.now(), category: "violence", n: 1 }));
    expect(hub.join(byCategory, "a")).toMatchObject({ epoch: "e1", seq: 0, buckets: [["violence", bucket, 1, 1]] });
    for (const n of [1, 2, 3]) record(decision({ eventTime: clock.now(), n }));
    scheduler.pass(249);
    expect(frames).toEqual([
      {
        room: roomOf(byCategory),
        epoch: "e1",
        seq: 1,
        asOf: clock.now(),
        newest: clock.now(),
        buckets: frames[0]?.buckets,
      },
    ]);
    expect(frames[0]?.buckets).toEqual([["scams_and_fraud", bucket, 3, 6]]);
    record(decision({ eventTime: clock.now() }));
    scheduler.pass(10);
    expect(frames.length, "no room sends twice in 250 ms").toBe(1);
    scheduler.pass(240);
    expect(frames.map(({ seq }) => seq)).toEqual([1, 2]);
  });

  it("run no timer but sweep and floor while nothing changes", async () => {
    const { hub, clock, scheduler, frames, record } = await startHub();
    hub.join(takedowns, "a");
    record(decision({ eventTime: clock.now() }));
    scheduler.pass(1_000);
    expect(frames.length).toBe(1);
    expect(scheduler.waiting()).toBe(2);
  });

  it("put what waits for the next frame into a snapshot, too", async () => {
    const { hub, clock, frames, record } = await startHub();
    hub.join(takedowns, "a");
    record(decision({ eventTime: clock.now(), n: 4 }));
    expect(hub.join(takedowns, "b")).toMatchObject({ seq: 0, buckets: [["all", expect.any(Number), 1, 4]] });
    hub.tick();
    expect(frames).toMatchObject([{ seq: 1, buckets: [["all", expect.any(Number), 1, 4]] }]);
  });

  it("ignore a row that is not newer than the one held", async () => {
    const { hub, clock, counts, frames } = await startHub();
    hub.join(takedowns, "a");
    const first = counts.commit([decision({ eventTime: clock.now() })]);
    const second = counts.commit([decision({ eventTime: clock.now() })]);
    for (const rows of [second, first, second]) hub.publish(rows);
    hub.tick();
    hub.publish(first);
    hub.tick();
    expect(frames).toMatchObject([{ buckets: [["all", expect.any(Number), 2, 2]] }]);
  });

  it("let go of buckets that leave the window, and of the age of their events", async () => {
    const { hub, clock, record } = await startHub();
    record(decision({ eventTime: clock.now() }));
    const bucket = bucketOf(clock.now(), "10s");
    clock.advance(liveWindowMs["10s"] - 10_000);
    expect(oldestBucket("10s", clock.now())).toBe(bucket);
    expect(hub.join(takedowns, "a")).toMatchObject({ buckets: [["all", bucket, 1, 1]], newest: expect.any(Number) });
    clock.advance(10_000);
    expect(hub.join(takedowns, "a")).toMatchObject({ buckets: [], newest: null });
    clock.advance(120_000);
    hub.sweep();
    expect(hub.figures().rows, "the minute's rows are still in their two hours").toBe(3);
    clock.advance(liveWindowMs.minute);
    hub.sweep();
    expect(hub.figures().rows).toBe(0);
  });

  it("take no event that is older than the window", async () => {
    const { hub, clock, frames, record } = await startHub();
    const eventTime = oldestBucket("minute", clock.now()) - 180_000;
    record(decision({ eventTime }));
    expect(hub.figures().rows).toBe(0);
    hub.join(takedowns, "a");
    record(decision({ eventTime: oldestBucket("10s", clock.now()) - 10_000 }));
    hub.tick();
    expect(frames).toEqual([]);
    expect(hub.join(takedowns, "a").buckets).toEqual([]);
  });

  it("find by the floor what was never published", async () => {
    const { hub, clock, counts, scheduler, frames } = await startHub();
    hub.join(takedowns, "a");
    await hub.floor();
    counts.commit([decision({ eventTime: clock.now(), n: 6 })]);
    scheduler.pass(15_000);
    await turn();
    scheduler.pass(250);
    expect(frames.map((frame) => sum(frame))).toEqual([6]);
  });

  it("read again when the first room of a grain opens", async () => {
    const { hub, clock, counts, frames } = await startHub();
    counts.commit([decision({ eventTime: clock.now(), n: 6 })]);
    expect(sum(hub.join(takedowns, "a"))).toBe(0);
    await hub.floor();
    hub.tick();
    expect(frames.map((frame) => sum(frame))).toEqual([6]);
  });

  it("go on, and say so, when the database does not answer", async () => {
    const { hub, clock, counts, errors, record } = await startHub();
    counts.readLiveRows = () => Promise.reject(new Error("gone"));
    hub.join(takedowns, "a");
    await hub.floor();
    expect(errors.length).toBeGreaterThan(0);
    record(decision({ eventTime: clock.now() }));
    expect(sum(hub.join(takedowns, "b"))).toBe(1);
  });

  it("close a minute after the last has left, not while somebody is in", async () => {
    const { hub, clock } = await startHub();
    hub.join(takedowns, "a");
    hub.join(takedowns, "a");
    hub.join(takedowns, "b");
    hub.leave(roomOf(takedowns), "a");
    clock.advance(120_000);
    hub.sweep();
    expect(hub.figures().rooms).toBe(1);
    hub.leave(roomOf(takedowns), "b");
    clock.advance(59_999);
    hub.sweep();
    expect(hub.snapshot(roomOf(takedowns))).not.toBeNull();
    clock.advance(1);
    hub.sweep();
    expect(hub.figures().rooms).toBe(0);
    expect(hub.snapshot(roomOf(takedowns))).toBeNull();
  });

  it("are 2,000 at most; the next takes the place of an empty one or is refused", async () => {
    const { hub } = await startHub();
    const contentBreakdowns = ["category", "subject", "timing"] as const;
    const ways = [
      [],
      ...contentBreakdowns.flatMap((one) => [
        [one],
        ...contentBreakdowns.filter((by) => by !== one).map((by) => [one, by]),
      ]),
    ];
    const views = (["takedowns", "decisions"] as const).flatMap((measure) =>
      liveGrains.flatMap((grain) =>
        ways.flatMap((by) =>
          [undefined, ...categories].flatMap((category) =>
            [undefined, ...subjects].map(
              (subject): View => ({ kind: "takedowns", measure, breakdowns: by, filter: { category, subject }, grain }),
            ),
          ),
        ),
      ),
    );
    const names = views.slice(0, limits.roomsPerNode).map((view) => hub.join(view, "a").room);
    expect(new Set(names).size).toBe(limits.roomsPerNode);
    const next = views[limits.roomsPerNode] as View;
    expect(() => hub.join(next, "a")).toThrow(expect.objectContaining({ code: "too_many" }));
    hub.leave(names[7] as string, "a");
    expect(hub.join(next, "a").seq).toBe(0);
    expect(hub.figures().rooms).toBe(limits.roomsPerNode);
  });
});

describe("users in total", () => {
  it("are read again after accounts or a gauge changed, at most once a second", async () => {
    const { hub, clock, counts, scheduler, frames, record } = await startHub();
    let reads = 0;
    const read = counts.readTotalUsers;
    counts.readTotalUsers = () => {
      reads++;
      return read();
    };
    counts.measure(950_000_000, clock.now() - 60_000);
    expect(hub.join(totalUsers, "a").buckets).toEqual([]);
    expect(frames).toEqual([]);
    const settle = async () => {
      await hub.floor();
      hub.tick();
    };
    await settle();
    expect(frames.at(-1)?.buckets).toEqual([["all", 0, expect.any(Number), 950_000_000]]);
    const before = reads;
    for (let n = 0; n < 20; n++) {
      record(signUp({ eventTime: clock.now() }));
      scheduler.pass(100);
      await turn();
    }
    expect(reads - before).toBeGreaterThan(0);
    expect(reads - before).toBeLessThanOrEqual(3);
    await settle();
    const [first, ...later] = frames.flatMap(({ buckets }) => buckets);
    expect(later.at(-1)?.[3]).toBe(950_000_020);
    expect(later.at(-1)?.[2]).toBeGreaterThan(first?.[2] ?? 0);
    expect(frames.at(-1)?.newest).toBe(clock.now());
  });

  it("are missing, not zero, before the first measurement", async () => {
    const { hub, clock, record, frames } = await startHub();
    record(signUp({ eventTime: clock.now() }));
    hub.join(totalUsers, "a");
    await hub.floor();
    hub.tick();
    expect(hub.join(totalUsers, "a").buckets).toEqual([]);
    expect(frames).toEqual([]);
  });
});
