import type { Dimension } from "../../server/counting/series/contract.ts";
import type { View } from "../../server/realtime/contract.ts";

const pairs: readonly Dimension[][] = [
  ["category"],
  ["category", "subject"],
  ["subject", "category"],
  ["category", "keyword_class"],
  ["keyword_class", "category"],
  ["category", "timing"],
  ["timing", "category"],
  ["category", "source"],
  ["source", "category"],
];

/** Fifty rooms whose frames are at least 1 kB on average: each is told apart by category at least. */
export const fanoutViews: readonly View[] = (["takedowns", "decisions"] as const)
  .flatMap((measure) =>
    (["10s", "minute"] as const).flatMap((grain) =>
      [{}, { subject: "post" }].flatMap((filter) =>
        pairs.map((breakdowns): View => ({ kind: "takedowns", measure, breakdowns, filter, grain })),
      ),
    ),
  )
  .slice(0, 50);
