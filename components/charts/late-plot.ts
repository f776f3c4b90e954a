"use client";

import dynamic from "next/dynamic";

/** A plot needs its width, which no server knows, so its code comes after the page, and Recharts at the same time. */
export const LatePlot = dynamic(
  () => {
    // Where it does not come, the plot itself asks for it again and says so.
    import("./plot-lines.tsx").catch(() => undefined);
    return import("./time-plot.tsx").then((plot) => plot.TimePlot);
  },
  { ssr: false },
);
