import { fullNumber } from "../ui/format-number.ts";
import type { SeriesLook } from "./category-colours.ts";

/** What stands under the pointer or the keyboard's cursor: highest first, each with its share of the first series. */
export function PlotTooltip({
  title,
  looks,
  values,
  whole,
  notes = [],
}: {
  title: string;
  looks: readonly SeriesLook[];
  values: Readonly<Record<string, number | undefined>>;
  /** Key of the series that the others are parts of, if there is one. */
  whole?: string;
  /** What else is to be said of the bucket, a sentence each. */
  notes?: readonly string[];
}) {
  const lines = looks
    .flatMap((look) => {
      const value = values[look.key];
      return value === undefined ? [] : [{ look, value }];
    })
    .sort((a, b) => b.value - a.value);
  const sum = whole === undefined ? 0 : (values[whole] ?? 0);
  return (
    <div className="rounded-md border border-border-strong bg-popover px-3 py-2 text-sm shadow-floating">
      <p className="mb-1 text-muted-foreground">{title}</p>
      <table className="w-full">
        <tbody>
          {lines.map(({ look, value }) => (
            <tr key={look.key}>
              <th scope="row" className="py-0.5 pr-4 text-left font-normal whitespace-nowrap">
                <Swatch look={look} />
                {look.name}
              </th>
              <td className="text-right font-medium">{fullNumber(value)}</td>
              {whole === undefined ? null : (
                <td className="min-w-12 pl-3 text-right text-muted-foreground">
                  {look.key !== whole && sum > 0 ? `${Math.round((100 * value) / sum)}\u00A0%` : ""}
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
      {notes.map((note) => (
        <p key={note} className="mt-1 max-w-80 border-t border-border pt-1 whitespace-normal text-secondary-foreground">
          {note}
        </p>
      ))}
    </div>
  );
}

/** A piece of the line itself: colour and dash. */
function Swatch({ look }: { look: SeriesLook }) {
  return (
    <svg width="16" height="8" className="mr-2 inline-block" aria-hidden="true">
      <path d="M0 4h16" stroke={look.colour} strokeWidth="2" strokeDasharray={look.dash ?? undefined} />
    </svg>
  );
}
