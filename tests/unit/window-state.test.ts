import { describe, expect, it } from "vitest";
import { applyFrame, applySnapshot, emptyWindow, type WindowState } from "../../components/live/window-state.ts";
import { type Bucket, type Frame, liveWindowMs, oldestBucket } from "../../server/realtime/contract.ts";

const noon = Date.UTC(2026, 10, 23, 12);

function frame(seq: number, buckets: readonly Bucket[], over: Partial<Frame> = {}): Frame {
  return { room: "v:1", epoch: "e1", seq, asOf: noon, newest: noon, buckets, ...over };
}

function values(state: WindowState): Record<string, Record<number, number>> {
  return Object.fromEntries(
    [...state.series].map(([key, cells]) => [
      key,
      Object.fromEntries([...cells].map(([at, cell]) => [at, cell.value])),
    ]),
  );
}

describe("what the browser holds of a room", () => {
  it("starts with nothing, and nothing is not zero", () => {
    const state = emptyWindow("10s");
    expect(state.series.size).toBe(0);
    expect(state.asOf).toBeNull();
    expect(applyFrame(state, frame(1, [["all", noon, 1, 1]]))).toEqual({ state, outcome: "ignored" });
  });

  it("takes the snapshot, then frames in order", () => {
    const joined = applySnapshot(emptyWindow("10s"), frame(4, [["all", noon, 3, 7]]));
    const next = applyFrame(joined, frame(5, [["all", noon, 4, 9]], { asOf: noon + 250 }));
    expect(next.outcome).toBe("applied");
    expect(values(next.state)).toEqual({ all: { [noon]: 9 } });
    expect(next.state.asOf).toBe(noon + 250);
  });

  it("ignores a repeat and another room's frame", () => {
    const state = applySnapshot(emptyWindow(), frame(4, [["all", noon, 3, 7]]));
    expect(applyFrame(state, frame(4, [["all", noon, 9, 99]]))).toEqual({ state, outcome: "ignored" });
    expect(applyFrame(state, frame(5, [["all", noon, 9, 99]], { room: "v:2" }))).toEqual({ state, outcome: "ignored" });
  });

  it.each([
    ["a missed frame", frame(6, [["all", noon, 9, 99]])],
    ["another epoch", frame(5, [["all", noon, 9, 99]], { epoch: "e2" })],
  ])("calls %s a gap and stays as it was", (_, missed) => {
    const state = applySnapshot(emptyWindow(), frame(4, [["all", noon, 3, 7]]));
    expect(applyFrame(state, missed)).toEqual({ state, outcome: "gap" });
  });

  it("keeps the higher revision of a bucket, whichever way the value goes", () => {
    const state = applySnapshot(emptyWindow(), frame(4, [["all", noon, 3, 7]]));
    const lower = applyFrame(state, frame(5, [["all", noon, 2, 50]]));
    expect(values(lower.state)).toEqual({ all: { [noon]: 7 } });
    const voided = applyFrame(lower.state, frame(6, [["all", noon, 4, 0]]));
    expect(values(voided.state)).toEqual({ all: { [noon]: 0 } });
  });

  it("starts anew in a new epoch, where revisions may have started anew", () => {
    const state = applySnapshot(emptyWindow(), frame(400, [["all", noon, 30, 70]]));
    const restarted = applySnapshot(state, frame(0, [["all", noon, 1, 2]], { epoch: "e2" }));
    expect(values(restarted)).toEqual({ all: { [noon]: 2 } });
    expect(restarted.position?.seq).toBe(0);
  });

  it("follows a room that closed and opened again in the same epoch", () => {
    const state = applySnapshot(emptyWindow(), frame(400, [["all", noon, 3, 7]]));
    const rejoined = applySnapshot(state, frame(1, [["all", noon, 3, 7]]));
    expect(applyFrame(rejoined, frame(2, [["all", noon, 4, 8]])).outcome).toBe("applied");
  });

  it("drops what leaves the live window", () => {
    const oldest = oldestBucket("minute", noon);
    expect(noon - oldest).toBe(liveWindowMs.minute - 60_000);
    const before = applySnapshot(
      emptyWindow("minute"),
      frame(1, [
        ["a", oldest - 60_000, 1, 1],
        ["a", oldest, 1, 2],
        ["b", oldest, 1, 3],
        ["a", noon, 1, 4],
      ]),
    );
    expect(values(before)).toEqual({ a: { [oldest]: 2, [noon]: 4 }, b: { [oldest]: 3 } });
    const after = applyFrame(before, frame(2, [], { asOf: noon + 60_000 }));
    expect(values(after.state)).toEqual({ a: { [noon]: 4 } });
  });

  it("keeps the identity of a series that did not change, so that its chart need not draw", () => {
    const before = applySnapshot(
      emptyWindow("minute"),
      frame(1, [
        ["a", noon, 1, 1],
        ["b", noon, 1, 1],
      ]),
    );
    const after = applyFrame(before, frame(2, [["b", noon, 2, 2]])).state;
    expect(after.series.get("a")).toBe(before.series.get("a"));
    expect(after.series.get("b")).not.toBe(before.series.get("b"));
  });
});
