import { createHash } from "node:crypto";
import type { LiveRow } from "../counting/contract.ts";
import { countedBy, type Dimension, dimensions } from "../counting/series/contract.ts";
import type { Permission } from "../kernel/roles.ts";
import { type BucketKey, layerOf, type View } from "./contract.ts";

/** Name of a view's room: the same view has the same name on every node, and nobody can choose one. */
export function roomOf({ kind, measure, breakdowns, filter, grain }: View): string {
  const canonical = JSON.stringify([kind, measure, breakdowns, dimensions.map((by) => filter[by] ?? null), grain]);
  return `view:${createHash("sha256").update(canonical).digest("base64url").slice(0, 22)}`;
}

/** What a view shows decides who may see it. */
export function permissionOf(view: View): Permission {
  return view.kind === "growth" ? "growth.read" : "now.read";
}

/** A value that rows must have to belong to a view. */
type Condition = readonly [by: Dimension, value: string];

/** What rows of a view's layer and kind must have, in the order of the dimensions: what its measure, filter and timing say. */
export function conditionsOf({ measure, breakdowns, filter }: View): Condition[] {
  const wanted: Partial<Record<Dimension, string | number>> = { ...filter };
  if (measure !== "total_users" && countedBy[measure].effect) wanted.effect ??= countedBy[measure].effect;
  if (!breakdowns.includes("timing")) wanted.timing ??= "live";
  return dimensions.flatMap((by) => (wanted[by] === undefined ? [] : [[by, String(wanted[by])] as const]));
}

/** The rows that may belong to a view: of one layer and one kind. Null for users in total, which no rows sum up to. */
export function shelfOf(view: View): string | null {
  const layer = layerOf(view);
  if (view.measure === "total_users" || layer === null) return null;
  return `${layer} ${countedBy[view.measure].kind}`;
}

/** A row's value of a dimension; undefined where its cube has no such one. */
export function dimensionValue(row: LiveRow, by: Dimension): string | undefined {
  return by === "source" ? String(row.sourceId) : row.values[by];
}

/** Whether a row belongs to a view; says of one view what the index of rooms says of all. */
export function matches(view: View, row: LiveRow): boolean {
  return (
    shelfOf(view) === `${row.layer} ${row.kind}` &&
    conditionsOf(view).every(([by, value]) => dimensionValue(row, by) === value)
  );
}

/** The series of a view that a row belongs to. */
export function keyOf(by: readonly Dimension[], row: LiveRow): BucketKey {
  const [first, second] = by;
  if (first === undefined) return "all";
  const value = dimensionValue(row, first) ?? "";
  return second === undefined ? value : `${value}|${dimensionValue(row, second) ?? ""}`;
}
