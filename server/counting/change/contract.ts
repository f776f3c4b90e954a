/** What moved: which values of which dimensions explain the change between two windows. Runs in browsers. */
import { z } from "zod";
import { grains } from "../../kernel/grains.ts";
import { type Dimension, dimensionsOf, filterSchema, measures } from "../series/contract.ts";

const time = z.int().min(0).max(8_000_000_000_000);

/** Two windows of one length: from `from` up to `to`, and the one that starts at `before`. Epoch ms, whole buckets. */
export const explainChangeSchema = z
  .strictObject({
    measure: z.enum(measures),
    filter: filterSchema,
    grain: z.enum(grains),
    from: time,
    to: time,
    before: time,
  })
  .superRefine(({ measure, filter, from, to, before }, context) => {
    const refuse = (path: string[], message: string) => context.addIssue({ code: "custom", path, message });
    if (from >= to) refuse(["to"], "must lie after from");
    if (before >= from) refuse(["before"], "must lie before from");
    for (const [by, value] of Object.entries(filter)) {
      const known = dimensionsOf(measure).some((one) => one === by);
      if (value !== undefined && !known) refuse(["filter", by], `${measure} has no such dimension`);
    }
  });

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
}
