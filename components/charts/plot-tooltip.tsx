import { fullNumber, signedNumber } from "../ui/format-number.ts";
import type { SeriesLook } from "./category-colours.ts";
import { MarkNote } from "./mark-note.tsx";
import type { PlotMark } from "./plot-marks.ts";

type Values = Readonly<Record<string, number | null | undefined>>;

/** What stands under the pointer or the keyboard's cursor: highest first, each with its share of the whole. */
export function PlotTooltip({
  title,
  looks,
  values,
  whole,
  earlier,
  soFar = false,
  active,
  marks = [],
  foot,
}: {
  title: string;
  looks: readonly SeriesLook[];
  values: Values;
  /** Key of the series that the others are parts of, if there is one. */
  whole?: string;
  /** The point of the earlier stretch, in words and values. */
  earlier?: { title: string; values: Values };
  /** The point is still filling: it is set against no whole one. */
  soFar?: boolean;
  /** The series that the keyboard is on. */
  active?: string | null;
  /** What else is to be said of the bucket. */
  marks?: readonly PlotMark[];
  foot?: string;
}) {
  const lines = looks
    .flatMap((look) => {
      const value = values[look.key];
      return value === undefined ? [] : [{ look, value }];
    })
    .sort((a, b) => (b.value ?? -1) - (a.value ?? -1));
  const sum = whole === undefined ? null : (values[whole] ?? null);
  return (
    <div className="rounded-md border border-border-strong bg-popover px-3 py-2 text-sm shadow-floating">
      <p className="font-medium">
        {title} {soFar ? <span className="font-normal text-secondary-foreground">so far</span> : null}
      </p>
      {earlier ? <p className="text-muted-foreground">against {earlier.title}</p> : null}
      <table className="mt-1 w-full">
        <thead className={earlier ? "text-xs text-muted-foreground" : "sr-only"}>
          <tr>
            <th scope="col" className="font-normal">
              <span className="sr-only">Series</span>
            </th>
            <th scope="col" className="text-right font-normal">
              count
            </th>
            {earlier ? (
              <th scope="col" className="pl-3 text-right font-normal">
                change
              </th>
            ) : null}
            {whole === undefined ? null : (
              <th scope="col" className="pl-3 text-right font-normal">
                share
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {lines.map(({ look, value }) => (
            <tr key={look.key} className={look.key === active ? "bg-primary-soft" : undefined}>
              <th scope="row" className="max-w-44 py-0.5 pr-3 text-left font-normal">
                <span className="flex items-center">
                  <Swatch look={look} />
                  <span className="truncate">{look.name}</span>
                </span>
              </th>
              <td className="text-right font-medium">{value === null ? "—" : fullNumber(value)}</td>
              {earlier ? (
                <td className="min-w-14 pl-3 text-right text-secondary-foreground">
                  {soFar ? "" : changeWords(value, earlier.values[look.key] ?? null)}
                </td>
              ) : null}
              {whole === undefined ? null : (
                <td className="min-w-12 pl-3 text-right text-muted-foreground">
                  {look.key === whole ? "" : shareWords(value, sum)}
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
      {marks.map((mark) => (
        <MarkNote key={mark.id} mark={mark} />
      ))}
      {foot ? <p className="mt-1 border-t border-border pt-1 text-muted-foreground">{foot}</p> : null}
    </div>
  );
}

/** "+391"; "—" where one of the two is not known. */
function changeWords(value: number | null, earlier: number | null): string {
  return value === null || earlier === null ? "—" : signedNumber(value - earlier);
}

function shareWords(value: number | null, sum: number | null): string {
  return value === null || sum === null || sum === 0 ? "" : `${Math.round((100 * value) / sum)}\u00A0%`;
}

/** A piece of the line itself: colour and dash. */
function Swatch({ look }: { look: SeriesLook }) {
  return (
    <svg width="16" height="8" className="mr-2 inline-block flex-none" aria-hidden="true">
      <path d="M0 4h16" stroke={look.colour} strokeWidth="2" strokeDasharray={look.dash ?? undefined} />
    </svg>
  );
}
