import { memo, type ReactNode } from "react";
import { SparkLine } from "../charts/spark-line.tsx";
import { useSameParts } from "../charts/use-same-parts.ts";
import { isOld, type Liveness, lackOf, type Missing, partly } from "../live/liveness.ts";
import { cn } from "../ui/cn.ts";
import { compactNumber, fullNumber, smallRatio } from "../ui/format-number.ts";
import { Reason } from "../ui/reason.tsx";
import { StatusGlyph } from "../ui/status-glyph.tsx";
import { missingWords } from "./missing-shares.ts";
import { livenessLook, MissingReason } from "./panel-state.tsx";

/** How a figure that lacks a part is written and said. */
const bounds = {
  least: { sign: "\u2265", words: "at least " },
  most: { sign: "\u2264", words: "at most " },
  either: { sign: "\u2248", words: "about " },
};

/** One key figure: label and state, the figure, one line of words, and the shape of the last 40 minutes. */
export function Tile({
  id,
  label,
  aside,
  liveness: known,
  value,
  digits = 3,
  words,
  long,
  missing = null,
  bound = "least",
  asOf,
  until,
  spark,
  sparkUnit = "",
  stock = false,
  foot,
}: {
  id: string;
  label: string;
  /** What the label alone does not say: how the figure is made. */
  aside?: string;
  liveness: Liveness;
  /** Null: not measured. */
  value: number | null;
  digits?: number;
  words: ReactNode;
  /** The words in full, for the pointer and the screen reader. */
  long?: string;
  /** What the figure lacks: it is a bound then, or, where what lacks could change it either way, near the truth. */
  missing?: Missing | null;
  /** Which one: a ratio whose divisor is short is too high. */
  bound?: keyof typeof bounds;
  /** Server time of the newest frame that the figure holds, and the instant up to which it counts, epoch ms. */
  asOf: number | null;
  until?: number;
  spark?: readonly (number | null)[];
  /** What a point of it counts: "in 10 s". */
  sparkUnit?: string;
  /** The small line is of a total, not of counts. */
  stock?: boolean;
  foot?: ReactNode;
}) {
  const liveness = partly(known, missing);
  const lacking = lackOf(liveness);
  const shape = useSameParts(spark);
  const { status, word } = livenessLook[liveness.state];
  const old = isOld(liveness);
  const compact = value === null ? null : tileNumber(value, digits);
  return (
    <article
      data-panel={`tile-${id}`}
      data-testid={`tile-${id}`}
      data-value={value ?? ""}
      data-as-of={asOf ?? ""}
      data-until={until ?? ""}
      data-state={liveness.state}
      aria-labelledby={`tile-${id}-label`}
      className="relative min-h-34 min-w-0 border-border px-4 py-3 max-md:min-h-0 xl:min-h-24"
    >
      <div className="flex justify-between gap-1 text-sm text-secondary-foreground">
        <h3 id={`tile-${id}-label`} className="min-w-0 tracking-[-0.02em] [overflow-wrap:anywhere]">
          {label}
          {aside ? <span className="text-muted-foreground max-md:sr-only">, {aside}</span> : null}
        </h3>
        <StatusGlyph status={status} label={word} className="mt-0.5" />
      </div>
      <p
        className={cn(
          "mt-1 min-h-8 text-2xl font-medium whitespace-nowrap max-md:text-xl",
          old && "text-muted-foreground",
        )}
        title={value === null ? "not measured" : fullNumber(value)}
      >
        {liveness.state === "loading" ? (
          <span className="appear-late inline-block h-6 w-22 rounded-xs bg-secondary align-[-2px]" />
        ) : compact === null ? (
          "—"
        ) : (
          <>
            <span aria-hidden="true">
              {lacking ? <span className="mr-0.5 text-lg font-normal text-warning">{bounds[bound].sign}</span> : null}
              {compact.figure}
              {compact.unit ? (
                <small className="ml-[3px] text-lg font-normal tracking-normal text-secondary-foreground">
                  {compact.unit}
                </small>
              ) : null}
            </span>
            <span className="sr-only">
              {lacking ? bounds[bound].words : ""}
              {fullNumber(value ?? 0)}
            </span>
          </>
        )}
      </p>
      {lacking && liveness.state === "partial" ? (
        <Reason
          className="h-6 max-w-full text-sm font-medium text-warning"
          label={<span className="truncate">{missingWords(lacking)}</span>}
        >
          <MissingReason missing={lacking} />
        </Reason>
      ) : (
        <div className="mt-1 min-h-5 text-sm leading-4 text-secondary-foreground" title={long}>
          {words}
          {long ? <span className="sr-only"> ({long})</span> : null}
        </div>
      )}
      {shape ? <Shape values={shape} unit={sparkUnit} muted={old} stock={stock} /> : null}
      {foot}
    </article>
  );
}

/** The last 40 minutes, drawn and said; a figure comes with every frame, a point of its line every 10 seconds. */
const Shape = memo(function Shape({
  values,
  unit,
  muted,
  stock,
}: {
  values: readonly (number | null)[];
  unit: string;
  muted: boolean;
  stock: boolean;
}) {
  return (
    <div className="mt-2 xl:absolute xl:top-8 xl:right-4 xl:mt-0">
      <SparkLine values={values} muted={muted} stock={stock} />
      <p className="sr-only">{sparkSentence(values, unit)}</p>
    </div>
  );
});

function tileNumber(value: number, digits: number) {
  const ratio = smallRatio(value);
  return ratio === null ? compactNumber(value, digits) : { figure: ratio, unit: "" };
}

/** The small line for those who do not see it. */
function sparkSentence(values: readonly (number | null)[], unit: string): string {
  const known = values.flatMap((value) => value ?? []);
  if (known.length === 0) return "Last 40 min: not known.";
  const [low, high] = [Math.min(...known), Math.max(...known)];
  return `Last 40 min: between ${fullNumber(low)} and ${fullNumber(high)}${unit && ` ${unit}`}.`;
}
