"use client";

import { createSortedRowModel, rowSortingFeature, sortFn_basic, tableFeatures, useTable } from "@tanstack/react-table";
import { ArrowDown, ArrowUp } from "lucide-react";
import { memo, useMemo } from "react";
import { fullNumber, signedNumber, smallRatio } from "../ui/format-number.ts";
import type { TwinColumn, TwinRow } from "./table-twin.tsx";

const features = tableFeatures({
  rowSortingFeature,
  sortedRowModel: createSortedRowModel(),
  sortFns: { basic: sortFn_basic },
});

/** The same figures as the chart, as a real table: every bucket, every digit, sortable by any column. */
export function FigureTable({
  caption,
  bucketName,
  columns,
  rows,
  height,
  sortedBy = "bucket",
}: {
  caption: string;
  bucketName: string;
  columns: readonly TwinColumn[];
  rows: readonly TwinRow[];
  height: number;
  /** Key of the column that it comes sorted by, highest first; the newest bucket otherwise. */
  sortedBy?: string;
}) {
  const keys = columns.map(({ key, name }) => `${key}\t${name}`).join("\n");
  // biome-ignore lint/correctness/useExhaustiveDependencies: the keys stand for the columns, whose array is new each time
  const definitions = useMemo(
    () => [
      { id: "bucket", header: bucketName, accessorFn: (row: TwinRow) => row.bucket, sortFn: "basic" as const },
      ...columns.map(({ key, name }) => ({
        id: key,
        header: name,
        accessorFn: (row: TwinRow) => row.values[key] ?? Number.NEGATIVE_INFINITY,
        sortFn: "basic" as const,
      })),
    ],
    [bucketName, keys],
  );
  const data = useMemo(() => [...rows], [rows]);
  const table = useTable({
    features,
    columns: definitions,
    data,
    getRowId: (row) => String(row.bucket),
    initialState: { sorting: [{ id: sortedBy, desc: true }] },
  });
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className="overflow-auto px-4" style={{ height }} aria-label={caption} tabIndex={0}>
      <table className="w-full border-separate border-spacing-0 text-sm">
        <caption className="sr-only">{caption}</caption>
        <thead>
          {table.getHeaderGroups().map((group) => (
            <tr key={group.id}>
              {group.headers.map((header, index) => {
                const sorted = header.column.getIsSorted();
                return (
                  <th
                    key={header.id}
                    scope="col"
                    aria-sort={sorted === "asc" ? "ascending" : sorted === "desc" ? "descending" : "none"}
                    className={`sticky top-0 z-10 h-8 border-b border-border-strong bg-background font-normal text-muted-foreground ${index === 0 ? "pr-4 text-left" : "pl-4 text-right max-md:pl-2"}`}
                  >
                    <button
                      type="button"
                      onClick={header.column.getToggleSortingHandler()}
                      className="inline-flex min-h-6 items-center gap-1 whitespace-nowrap hover:text-foreground"
                    >
                      <table.FlexRender header={header} />
                      {sorted === "asc" ? <ArrowUp size={12} aria-hidden /> : null}
                      {sorted === "desc" ? <ArrowDown size={12} aria-hidden /> : null}
                    </button>
                  </th>
                );
              })}
            </tr>
          ))}
        </thead>
        <tbody>
          {table.getRowModel().rows.map((row) => (
            <TwinLine
              key={row.id}
              row={row.original}
              columns={columns}
              signature={signatureOf(row.original, columns)}
            />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function figure(value: number | null, signed = false): string {
  if (value === null) return "—";
  return signed ? signedNumber(value) : (smallRatio(value) ?? fullNumber(value));
}

function signatureOf(row: TwinRow, columns: readonly TwinColumn[]): string {
  return `${row.label} ${row.note ?? ""} ${columns.map(({ key }) => `${key}=${row.values[key]}`).join(" ")}`;
}

/** Drawn again only when something in it changed: most of 240 rows do not between two commits. */
const TwinLine = memo(
  function TwinLine({ row, columns }: { row: TwinRow; columns: readonly TwinColumn[]; signature: string }) {
    return (
      <tr>
        <th scope="row" className="h-7 border-b border-border pr-4 text-left font-normal whitespace-nowrap max-md:pr-2">
          {row.label}
          {row.note ? (
            <span className="ml-3 inline-block max-w-100 truncate align-bottom text-muted-foreground" title={row.note}>
              {row.note}
            </span>
          ) : null}
        </th>
        {columns.map(({ key, signed }) => (
          <td
            key={key}
            data-bucket={row.bucket}
            data-key={key}
            data-value={row.values[key] ?? ""}
            className="h-7 border-b border-border pl-4 text-right whitespace-nowrap max-md:pl-2"
          >
            {figure(row.values[key] ?? null, signed)}
          </td>
        ))}
      </tr>
    );
  },
  (before, after) => before.signature === after.signature,
);
