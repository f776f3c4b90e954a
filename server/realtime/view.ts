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

/** The measures that a row adds to. */
function measuresOf(row: ContentRow): readonly Measure[] {
  switch (row.kind) {
    case "decision":
      return row.effect === "takedown" ? ["decisions", "takedowns"] : ["decisions"];
    case "accounts_created":
      return ["sign_ups"];
    case "accounts_deleted":
      return ["deletions"];
    default:
      return [];
  }
}

const every = "*";

function address(
  grain: LiveGrain,
  measure: Measure,
  timing: "live" | "any",
  category: string,
  subject: string,
): string {
  return `${grain} ${measure} ${timing} ${category} ${subject}`;
}

/** Where a view stands in the index: grain, measure, timing and filter. Views that differ in breakdown share it. */
export function addressOf(view: View): string {
  const timing = view.breakdowns.includes("timing") ? "any" : "live";
  return address(view.grain, view.measure, timing, view.filter.category ?? every, view.filter.subject ?? every);
}

/** Every address whose views a row belongs to: at most sixteen, however many rooms are open. */
export function addressesOf(row: LiveRow): string[] {
  const found: string[] = [];
  for (const measure of measuresOf(row)) {
    for (const timing of row.timing === "live" ? (["any", "live"] as const) : (["any"] as const)) {
      for (const category of [every, row.category]) {
        for (const subject of [every, row.subject]) found.push(address(row.grain, measure, timing, category, subject));
      }
    }
  }
  return found;
}

/** Whether a row belongs to a view; says the same as the index, without building addresses. */
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
  return by.length === 0 ? "all" : by.map((dimension) => row[dimension]).join("|");
}
