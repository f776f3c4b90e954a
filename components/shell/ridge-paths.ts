/** The days of one month, in order. */
export interface Month {
  /** "Dec 2023" */
  label: string;
  /** Set on January, where the year begins. */
  year: string | null;
  values: number[];
}

/** A month as a line over the floor of its own, with the area below it that hides what lies behind. */
export interface Ridge {
  label: string;
  year: string | null;
  base: number;
  line: string;
  area: string;
  end: { x: number; y: number };
}

const names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** Value that reaches the full amplitude; the few higher peaks are cut off there. */
const fullScale = 300_000;

/** Whole months from rows of `date_utc,groups_channels_blocked,…,partial_day`. A month that has not ended is left out. */
export function monthsOf(csv: string): Month[] {
  const months = new Map<string, number[]>();
  for (const row of csv.trim().split("\n").slice(1)) {
    const [date = "", blocked = ""] = row.split(",");
    const key = date.slice(0, 7);
    if (blocked !== "") months.set(key, [...(months.get(key) ?? []), Number(blocked)]);
  }
  return [...months].flatMap(([key, values]) => {
    const [year = "", month = ""] = key.split("-");
    const days = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
    if (values.length < days) return [];
    return [{ label: `${names[Number(month) - 1]} ${year}`, year: month === "01" ? year : null, values }];
  });
}

/** Lines below each other, `step` pixels apart, the first floor at `top`. */
export function ridgePaths(
  months: readonly Month[],
  { width, top, step, amplitude }: { width: number; top: number; step: number; amplitude: number },
): Ridge[] {
  return months.map(({ label, year, values }, index) => {
    const base = top + step * index + step;
    const points = values.map((value, day) => ({
      x: round((day * width) / Math.max(1, values.length - 1)),
      y: round(base - (Math.min(value, fullScale) / fullScale) * amplitude),
    }));
    const line = points
      .map((point, day) => {
        const before = points[day - 1];
        if (!before) return `M${point.x} ${point.y}`;
        const middle = round((before.x + point.x) / 2);
        return `C${middle} ${before.y} ${middle} ${point.y} ${point.x} ${point.y}`;
      })
      .join("");
    const end = points.at(-1) ?? { x: 0, y: base };
    return { label, year, base, line, area: `${line}L${width} ${base + 2}L0 ${base + 2}Z`, end };
  });
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
