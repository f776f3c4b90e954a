import { setImmediate as turn } from "node:timers/promises";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applyFrame, applySnapshot, emptyWindow } from "../../components/live/window-state.ts";
import type { LiveLayer, LiveRow } from "../../server/counting/contract.ts";
import { type Frame, oldestBucket, type View } from "../../server/realtime/contract.ts";
import { createHub, type Hub } from "../../server/realtime/hub.ts";
import { keyOf, matches } from "../../server/realtime/view.ts";
import { handScheduler } from "../support/hand-scheduler.ts";
import { type Counted, decision, type ModelCounts, modelCounts, signUp } from "../support/model-counts.ts";
import { movingClock } from "../support/moving-clock.ts";

const noon = Date.UTC(2026, 10, 23, 12);

const views: readonly View[] = [
  { kind: "takedowns", measure: "takedowns", breakdowns: ["category"], filter: {}, grain: "10s" },
  { kind: "takedowns", measure: "decisions", breakdowns: ["timing", "subject"], filter: {}, grain: "minute" },
  { kind: "takedowns", measure: "takedowns", breakdowns: [], filter: { subject: "channel" }, grain: "10s" },
  { kind: "growth", measure: "sign_ups", breakdowns: ["country"], filter: { source: 2 }, grain: "minute" },
  { kind: "takedowns", measure: "takedowns", breakdowns: ["origin", "source"], filter: {}, grain: "minute" },
];

const counted = fc.record({
  kind: fc.constantFrom("takedown", "restriction", "sign-up"),
  sourceId: fc.integer({ min: 1, max: 2 }),
  category: fc.constantFrom("violence", "scams_and_fraud"),
  subject: fc.constantFrom("channel", "post"),
  origin: fc.constantFrom("own_initiative", "article_16"),
  country: fc.constantFrom("DE", "IN"),
  timing: fc.constantFrom("live", "live", "late"),
  ago: fc.integer({ min: 0, max: 130 * 60_000 }),
  // Below zero: rows that were voided.
  n: fc.integer({ min: -2, max: 5 }),
} as const);

type GeneratedCount = typeof counted extends fc.Arbitrary<infer Value> ? Value : never;

const index = fc.nat({ max: 1_000 });
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant("commit"),
      counted: fc.array(counted, { minLength: 1, maxLength: 4 }),
      lost: fc.tuple(fc.boolean(), fc.boolean()),
    }),
  },
  { weight: 6, arbitrary: fc.record({ do: fc.constant("publish"), hub: index, which: index, again: fc.boolean() }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("tick"), hub: index }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("floor"), hub: index }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("answer read"), which: index }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("connect"), client: index, hub: index }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("receive"), client: index, many: fc.nat({ max: 3 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("slow"), client: index, slow: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("heal"), client: index }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("pass"), milliseconds: fc.constantFrom(250, 10_000, 900_000, -900_000) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("sweep"), hub: index }) },
);

/** A browser and its line: frames wait on the line, are skipped while it is slow, and a gap makes it join again. */
class Client {
  readonly view: View;
  readonly name: string;
  state;
  #hub: Hub | null = null;
  #room = "";
  #line: { frame: Frame; joined: boolean }[] = [];
  #missed = false;
  slow = false;
  wantsJoin = false;

  constructor(name: string, view: View) {
    this.name = name;
    this.view = view;
    this.state = emptyWindow(view.grain);
  }

  connect(hub: Hub): void {
    this.#hub?.leave(this.#room, this.name);
    this.#hub = hub;
    this.#line = [];
    this.join();
  }

  join(): void {
    if (this.#hub === null) return;
    const frame = this.#hub.join(this.view, this.name);
    this.#room = frame.room;
    this.#missed = false;
    this.wantsJoin = false;
    this.#line.push({ frame, joined: true });
  }

  /** What the gateway does with a frame of one hub. */
  send(hub: Hub, frame: Frame): void {
    if (hub !== this.#hub || frame.room !== this.#room) return;
    this.#missed = this.slow;
    if (!this.slow) this.#line.push({ frame, joined: false });
  }

  /** What the gateway does with a line that flows again. */
  heal(): void {
    if (this.slow || !this.#missed) return;
    const frame = this.#hub?.snapshot(this.#room);
    this.#missed = false;
    if (frame) this.#line.push({ frame, joined: false });
  }

  receive(many: number): void {
    for (const { frame, joined } of this.#line.splice(0, many)) {
      if (joined) {
        this.state = applySnapshot(this.state, frame);
        continue;
      }
      const { state, outcome } = applyFrame(this.state, frame);
      this.state = state;
      if (outcome === "gap") this.wantsJoin = true;
    }
    if (this.wantsJoin) this.join();
  }

  settle(): void {
    this.slow = false;
    if (this.#hub === null) throw new Error("settle what was connected");
    this.heal();
    for (let turns = 0; this.#line.length > 0; turns++) {
      expect(turns, "a client that joins again and again never settles").toBeLessThan(3);
      this.receive(this.#line.length);
    }
  }
}

function toCounted(now: number, { kind, ago, ...rest }: GeneratedCount): Counted {
  const eventTime = now - ago;
  if (kind === "sign-up")
    return signUp({ eventTime, sourceId: rest.sourceId, n: rest.n, timing: rest.timing, country: rest.country });
  return decision({ eventTime, ...rest, effect: kind });
}

/** What the database says a view shows. */
function shownByDatabase(counts: ModelCounts, view: View, now: number): Record<string, number> {
  const shown: Record<string, number> = {};
  for (const row of counts.rows()) {
    if (!matches(view, row) || row.bucket < oldestBucket(view.grain, now)) continue;
    const key = `${keyOf(view.breakdowns, row)} ${row.bucket}`;
    shown[key] = (shown[key] ?? 0) + row.n;
  }
  return shown;
}

function shownByClient({ state, view }: Client, now: number): Record<string, number> {
  const shown: Record<string, number> = {};
  for (const [key, cells] of state.series) {
    for (const [bucket, cell] of cells)
      if (bucket >= oldestBucket(view.grain, now)) shown[`${key} ${bucket}`] = cell.value;
  }
  return shown;
}

describe("the hub", () => {
  it("brings every client to the database's value, whatever the order of commits, hints, joins and losses", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 60 }), fc.boolean(), async (steps, hintsSuffice) => {
        const clock = movingClock(noon);
        const counts = modelCounts();
        const reads: (() => void)[] = [];
        const held = {
          readTotalUsers: counts.readTotalUsers,
          // The read sees the database of now; its answer arrives when a step, or the end, lets it.
          async readLiveRows(layer: LiveLayer, from: number) {
            const answer = await counts.readLiveRows(layer, from);
            await new Promise<void>((resolve) => reads.push(resolve));
            return answer;
          },
        };
        const onError = (error: unknown) => expect.unreachable(String(error));
        const start = () => createHub({ clock, counts: held, onError, scheduler: handScheduler() });
        const hubs = [start(), start()] as const;
        const clients = views.map((view, at) => new Client(`client ${at}`, view));
        const waiting: LiveRow[][][] = [[], []];
        const hubAt = (at: number) => hubs[at % 2 === 0 ? 0 : 1];
        const clientAt = (at: number) => clients[at % clients.length] as Client;
        const answerAll = async (work: Promise<unknown>) => {
          let done = false;
          void work.finally(() => (done = true));
          while (!done) {
            for (const answer of reads.splice(0)) answer();
            await turn();
          }
        };
        for (const hub of hubs) {
          hub.onFrame((frame) => {
            for (const client of clients) client.send(hub, frame);
          });
          await answerAll(hub.start());
        }

        for (const one of steps) {
          switch (one.do) {
            case "commit": {
              const rows = counts.commit(one.counted.map((count) => toCounted(clock.now(), count)));
              for (const at of [0, 1] as const) if (hintsSuffice || !one.lost[at]) waiting[at]?.push(rows);
              break;
            }
            case "publish": {
              const queue = waiting[one.hub % 2] ?? [];
              const rows = queue[one.which % (queue.length || 1)];
              if (rows === undefined) break;
              if (!one.again) queue.splice(queue.indexOf(rows), 1);
              hubAt(one.hub).publish(rows);
              break;
            }
            case "tick":
              hubAt(one.hub).tick();
              break;
            case "sweep":
              hubAt(one.hub).sweep();
              break;
            case "floor":
              void hubAt(one.hub).floor();
              await turn();
              break;
            case "answer read":
              reads.splice(one.which % (reads.length || 1), 1)[0]?.();
              await turn();
              break;
            case "connect":
              clientAt(one.client).connect(hubAt(one.hub));
              break;
            case "receive":
              clientAt(one.client).receive(one.many);
              break;
            case "slow":
              clientAt(one.client).slow = one.slow;
              break;
            case "heal":
              clientAt(one.client).heal();
              break;
            case "pass":
              // Buckets that come back with a clock that jumped are nobody's news: only the floor brings them.
              if (one.milliseconds > 0 || !hintsSuffice) clock.advance(one.milliseconds);
          }
        }

        for (const [at, client] of clients.entries()) if (client.state.position === null) client.connect(hubAt(at));
        for (const [at, hub] of hubs.entries()) {
          if (hintsSuffice) {
            // Every hint arrives at last, newest first, and no floor helps.
            for (const rows of (waiting[at] ?? []).reverse()) hub.publish(rows);
          } else {
            // A floor that is under way may have read before the last commit; the next one has not.
            await answerAll(hub.floor());
            await answerAll(hub.floor());
          }
          hub.sweep();
          hub.tick();
        }
        for (const client of clients) {
          client.settle();
          expect(shownByClient(client, clock.now())).toEqual(shownByDatabase(counts, client.view, clock.now()));
        }
        for (const hub of hubs) await answerAll(Promise.resolve(hub[Symbol.asyncDispose]()));
      }),
      { numRuns: 5_000 },
    );
  });
});
