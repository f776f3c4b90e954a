import { explainChangeSchema } from "../counting/change/contract.ts";
import { readSeriesSchema, readTotalsSchema } from "../counting/series/contract.ts";
import { createRouter, requires } from "./procedure.ts";

// Sign-ups and deletions ask for growth.read besides: the verbs know what each measure needs.
export const seriesRouter = createRouter({
  /** A measure over time, by up to two dimensions, beside an earlier stretch. */
  read: requires("now.read")
    .input(readSeriesSchema)
    .query(({ ctx, input }) => ctx.counting.readSeries(ctx.session.actor, input)),
  /** When anything was counted first. */
  first: requires("now.read").query(({ ctx }) => ctx.counting.readFirstCount(ctx.session.actor)),
  /** The sums of a window by one dimension or two, ranked. */
  totals: requires("now.read")
    .input(readTotalsSchema)
    .query(({ ctx, input }) => ctx.counting.readTotals(ctx.session.actor, input)),
  /** What moved between two windows: the values that explain most of a change. */
  explain: requires("now.read")
    .input(explainChangeSchema)
    .query(({ ctx, input }) => ctx.counting.explainChange(ctx.session.actor, input)),
});
