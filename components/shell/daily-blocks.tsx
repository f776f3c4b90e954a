import { readFile } from "node:fs/promises";
import path from "node:path";
import { monthsOf, ridgePaths } from "./ridge-paths.ts";

const size = { width: 672, top: 150, step: 18, amplitude: 134 };

/** Groups and channels that Telegram blocked each day by its own public figures, one line a month, drawn on the server. */
export async function DailyBlocks() {
  const file = path.join(process.cwd(), "data", "telegram-daily-blocked.csv");
  const months = monthsOf(await readFile(file, "utf8"));
  const ridges = ridgePaths(months, size);
  const first = months[0]?.label;
  const last = months.at(-1);
  const words = `Groups and channels blocked per day, one line a month, ${first} to ${last?.label}`;
  const height = size.top + size.step * months.length + 24;
  return (
    <>
      <svg
        viewBox={`-64 0 ${size.width + 80} ${height}`}
        className="min-h-0 w-full grow"
        role="img"
        aria-label={words}
        preserveAspectRatio="xMinYMid meet"
      >
        {ridges.map((ridge, index) => {
          const newest = index === ridges.length - 1;
          return (
            <g key={ridge.label}>
              <path d={ridge.area} fill="var(--sidebar)" />
              <path
                d={ridge.line}
                fill="none"
                stroke={newest ? "var(--primary)" : "var(--input)"}
                strokeWidth={newest ? 2 : 1}
                opacity={newest ? 1 : 0.7 + (0.3 * index) / ridges.length}
              />
              {ridge.year ? (
                <text x="-16" y={ridge.base} textAnchor="end" fontSize="12" fill="var(--muted-foreground)">
                  {ridge.year}
                </text>
              ) : null}
              {newest ? <circle cx={ridge.end.x} cy={ridge.end.y} r="4" fill="var(--primary)" /> : null}
            </g>
          );
        })}
      </svg>
      <p className="mt-6 pl-16 text-sm text-muted-foreground">
        {words}. Telegram's published numbers, telegram.org/moderation; peaks over 300 000 are cut off.
      </p>
    </>
  );
}
