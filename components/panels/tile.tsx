import type { ReactNode } from "react";
import { SparkLine } from "../charts/spark-line.tsx";
import { isOld, type Liveness } from "../live/liveness.ts";
import { cn } from "../ui/cn.ts";
import { compactNumber, fullNumber } from "../ui/format-number.ts";
import { StatusGlyph } from "../ui/status-glyph.tsx";
import { livenessLook } from "./panel-state.tsx";
import { type Missing, missingWords } from "./use-missing.ts";

/** One key figure: label and state, the figure, one line of words, and the shape of the last 40 minutes. */
export function Tile({
  id,
  label,
  liveness,
  value,
  digits = 3,
  words,
  long,
  missing = null,
  asOf,
  until,
  spark,
  foot,
}: {
  id: string;
  label: string;
  liveness: Liveness;
  /** Null: not measured. */
  value: number | null;
  digits?: number;
  words: ReactNode;
  /** The words in full, for the pointer and the screen reader. */
  long?: string;
  /** What the figure lacks: it is a lower bound then. */
  missing?: Missing | null;
  /** Server time of the newest frame that the figure holds, and the instant up to which it counts, epoch ms. */
  asOf: number | null;
  until?: number;
  spark?: readonly number[];
  foot?: ReactNode;
}) {
  const partial = missing !== null && liveness.state === "live";
  const { status, word } = livenessLook[partial ? "partial" : liveness.state];
  const old = isOld(liveness);
  const compact = value === null ? null : tileNumber(value, digits);
  return (
    <article
      data-testid={`tile-${id}`}
      data-value={value ?? ""}
      data-as-of={asOf ?? ""}
      data-until={until ?? ""}
      data-state={partial ? "partial" : liveness.state}
      aria-labelledby={`tile-${id}-label`}
      className="relative h-34 min-w-0 overflow-hidden border-border px-4 pt-3 max-md:h-auto max-md:pb-3 xl:h-24"
    >
      <div className="flex justify-between gap-1 text-sm text-secondary-foreground">
        <h3 id={`tile-${id}-label`} className="truncate tracking-[-0.02em]">
          {label}
        </h3>
        <StatusGlyph status={status} label={word} className="mt-0.5" />
      </div>
      <p
        className={cn("mt-1 h-8 text-2xl font-medium whitespace-nowrap max-md:text-xl", old && "text-muted-foreground")}
        title={value === null ? "not measured" : fullNumber(value)}
      >
        {liveness.state === "loading" ? (
          <span className="appear-late inline-block h-6 w-22 rounded-xs bg-secondary align-[-2px]" />
        ) : compact === null ? (
          "—"
        ) : (
          <>
            <span aria-hidden="true">
              {partial ? <span className="mr-0.5 text-lg font-normal text-warning">≥</span> : null}
              {compact.figure}
              {compact.unit ? (
                <small className="ml-[3px] text-lg font-normal tracking-normal text-secondary-foreground">
                  {compact.unit}
                </small>
              ) : null}
            </span>
            <span className="sr-only">
              {partial ? "at least " : ""}
              {fullNumber(value ?? 0)}
            </span>
          </>
        )}
      </p>
      <p
        className="mt-1 h-4 truncate text-sm text-secondary-foreground"
        title={partial ? `Missing: ${missing.names.join(", ")}` : long}
      >
        {partial ? <b className="font-medium text-warning">{missingWords(missing)}</b> : words}
        {long && !partial ? <span className="sr-only"> ({long})</span> : null}
      </p>
      {spark ? (
        <div className="absolute bottom-3 left-4 max-md:static max-md:mt-2 xl:top-8 xl:right-4 xl:bottom-auto xl:left-auto">
          <SparkLine values={spark} muted={old} />
        </div>
      ) : null}
      {foot}
    </article>
  );
}

/** A ratio below 10 needs its first decimal; a count has none. */
function tileNumber(value: number, digits: number) {
  if (Number.isInteger(value) || Math.abs(value) >= 10) return compactNumber(value, digits);
  return { figure: value.toFixed(1), unit: "" };
}
