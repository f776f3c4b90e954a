import { createHash } from "node:crypto";
import type { ContentRow } from "../counting/contract.ts";
import type { Permission } from "../kernel/roles.ts";
import type { Breakdown, BucketKey, LiveGrain, Measure, View } from "./contract.ts";
import { liveGrains } from "./contract.ts";

/** A row of a grain that the hub keeps. */
export type LiveRow = ContentRow & { grain: LiveGrain };

export function isLive(row: ContentRow): row is LiveRow {
  return (liveGrains as readonly string[]).includes(row.grain);
}

/** Name of a view's room: the same view has the same name on every node, and nobody can choose one. */
export function roomOf(view: View): string {
  const canonical = JSON.stringify([
    view.kind,
    view.measure,
    view.breakdowns,
    view.filter.category ?? null,
    view.filter.subject ?? null,
    view.grain,
  ]);
  return `view:${createHash("sha256").update(canonical).digest("base64url").slice(0, 22)}`;
}

/** What a view shows decides who may see it. */
export function permissionOf(view: View): Permission {
  return view.kind === "growth" ? "growth.read" : "now.read";
}

const takedownMeasures = ["takedowns", "decisions"] as const;
const decisionMeasures = ["decisions"] as const;
const signUpMeasures = ["sign_ups"] as const;
const deletionMeasures = ["deletions"] as const;
const noMeasures = [] as const;

/** The measures that a row adds to, the narrowest first. */
function measuresOf(row: ContentRow): readonly Measure[] {
  switch (row.kind) {
    case "decision":
      return row.effect === "takedown" ? takedownMeasures : decisionMeasures;
    case "accounts_created":
      return signUpMeasures;
    case "accounts_deleted":
      return deletionMeasures;
    default:
      return noMeasures;
  }
}

/** One shelf of the index: rooms of a measure that read only what is live, or any timing. */
export type Shelf = `${Measure} ${"live" | "any"}`;

export function shelfOf(view: View): Shelf {
  return `${view.measure} ${view.breakdowns.includes("timing") ? "any" : "live"}`;
}

// Written out because it runs for every changed row: nothing is built then.
const shelves: Record<Measure, { live: readonly Shelf[]; other: readonly Shelf[] }> = {
  takedowns: {
    live: ["takedowns live", "takedowns any", "decisions live", "decisions any"],
    other: ["takedowns any", "decisions any"],
  },
  decisions: { live: ["decisions live", "decisions any"], other: ["decisions any"] },
  sign_ups: { live: ["sign_ups live", "sign_ups any"], other: ["sign_ups any"] },
  deletions: { live: ["deletions live", "deletions any"], other: ["deletions any"] },
  total_users: { live: [], other: [] },
};

/** The shelves on which rooms of this row may stand: a takedown is a decision, too. */
export function shelvesOf(row: LiveRow): readonly Shelf[] {
  const [measure = "total_users"] = measuresOf(row);
  return shelves[measure][row.timing === "live" ? "live" : "other"];
}

/** Whether a row belongs to a view; says of one view what the index of rooms says of all. */
export function matches(view: View, row: LiveRow): boolean {
  const { category, subject } = view.filter;
  return (
    row.grain === view.grain &&
    measuresOf(row).includes(view.measure) &&
    (row.timing === "live" || view.breakdowns.includes("timing")) &&
    (category === undefined || category === row.category) &&
    (subject === undefined || subject === row.subject)
  );
}

/** The series of a view that a row belongs to. */
export function keyOf(by: readonly Breakdown[], row: ContentRow): BucketKey {
  const [first, second] = by;
  if (first === undefined) return "all";
  return second === undefined ? row[first] : `${row[first]}|${row[second]}`;
}
