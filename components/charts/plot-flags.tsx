import { kindLooks } from "./annotation-kinds.ts";
import { plotEdges } from "./plot-edges.ts";
import type { PlotFlag } from "./plot-marks.ts";

const narrowest = 76;
const widest = 168;
const between = 4;

/**
 * Small flags at the top of a plot that name its marks: shape and first words, and how many more stand close by. At the
 * right edge they turn inward. `x` is in pixels.
 */
export function PlotFlags({
  flags,
  x,
  width,
}: {
  flags: readonly PlotFlag[];
  x: (at: number) => number;
  width: number;
}) {
  return placed(flags, x, width).map(({ flag, left, room }) => {
    const { Icon } = kindLooks[flag.kind];
    return (
      <span
        key={flag.at}
        data-testid="plot-flag"
        data-kind={flag.kind}
        aria-hidden="true"
        className="pointer-events-none absolute z-10 flex h-4 items-center gap-1 bg-secondary px-1 text-xs whitespace-nowrap text-secondary-foreground"
        style={{ left, top: plotEdges.top, maxWidth: room }}
      >
        <Icon size={10} className="flex-none" />
        <span className="truncate">{flag.label}</span>
        {flag.more > 0 ? <b className="flex-none font-medium">+{flag.more}</b> : null}
      </span>
    );
  });
}

/** From the right, so that none runs into the next one. */
function placed(flags: readonly PlotFlag[], x: (at: number) => number, width: number) {
  let limit = width;
  return flags
    .toReversed()
    .map((flag) => {
      const left = Math.max(0, Math.min(x(flag.at), limit - narrowest));
      const room = Math.min(widest, limit - left);
      limit = left - between;
      return { flag, left, room };
    })
    .toReversed();
}
