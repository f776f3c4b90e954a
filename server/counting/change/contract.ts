/** What moved: which values of which dimensions explain the change between two windows. Runs in browsers. */
import { z } from "zod";
import { asked, checkAsked, type Dimension } from "../series/contract.ts";

/** Two windows of one length: from `from` up to `to`, and the one that starts at `before`. Epoch ms, whole buckets. */
export const explainChangeSchema = z
  .strictObject({ ...asked, before: asked.from })
  .superRefine(checkAsked)
  .refine(({ before, from }) => before < from, { path: ["before"], message: "must lie before from" });

/** One value of a dimension, and how much of the change it makes up. */
export interface MovedValue {
  dimension: Dimension;
  /** A source is its number. */
  value: string;
  before: number;
  after: number;
  /** after − before. */
  change: number;
  /** change ÷ the whole change: below 0 where it moved against it, above 1 where others did; null without a change. */
  shareOfChange: number | null;
  /** How much of the change it explains that its size does not, 0 to about 0.7; comparable across dimensions. */
  score: number;
}

export interface ChangeAnswer {
  /** Windows as they were counted, epoch ms. */
  from: number;
  to: number;
  comparedFrom: number;
  comparedTo: number;
  /** Sums; null where a window is not known whole, and then nothing is explained. */
  before: number | null;
  after: number | null;
  change: number | null;
  /** The best explanations of all dimensions, at most 20; none where nothing moved beyond chance. */
  moved: readonly MovedValue[];
  /** Dimensions by the sum of the scores of their values, best first. */
  dimensions: readonly { dimension: Dimension; score: number }[];
  /** Dimensions that could not be looked into at this grain with this filter. */
  notCounted: readonly Dimension[];
  /** Up to when it was counted, epoch ms. */
  asOf: number;
}
