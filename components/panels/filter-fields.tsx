"use client";

import { X } from "lucide-react";
import { type Dimension, dimensions, type Filter } from "../../server/counting/series/contract.ts";
import { choicesOf, dimensionNames } from "../charts/dimension-names.ts";
import { Button } from "../ui/button.tsx";
import { useSourceNames } from "./series-frame.tsx";

const box = "h-9 min-w-0 rounded-sm border border-input bg-background px-2 text-base text-foreground max-md:h-11";

/** What something is limited to, a line a dimension; without a line, to nothing. `known`: by which it may be. */
export function FilterFields({
  legend,
  known = dimensions,
  filter,
  onChange,
}: {
  legend: string;
  known?: readonly Dimension[];
  filter: Filter;
  onChange: (filter: Filter) => void;
}) {
  const sources = useSourceNames();
  const held = known.filter((dimension) => filter[dimension] !== undefined);
  const set = (dimension: Dimension, value: string | null) => {
    const { [dimension]: _, ...rest } = filter;
    if (value === null) onChange(rest);
    else onChange({ ...rest, [dimension]: dimension === "source" ? Number(value) : value });
  };
  return (
    <fieldset className="mt-4 min-w-0">
      <legend className="mb-1 font-medium">{legend}</legend>
      {held.map((dimension) => (
        <div key={dimension} className="mb-2 flex items-center gap-2">
          <label className="flex min-w-0 grow items-center gap-2">
            <span className="w-24 flex-none text-secondary-foreground">{dimensionNames[dimension]}</span>
            <select
              value={String(filter[dimension])}
              onChange={(event) => set(dimension, event.target.value)}
              className={`${box} grow`}
            >
              {choicesOf(dimension, sources).map(({ value, label }) => (
                <option key={value} value={value}>
                  {label}
                </option>
              ))}
            </select>
          </label>
          <Button variant="quiet" size="small" onClick={() => set(dimension, null)}>
            <X size={14} aria-hidden />
            <span className="sr-only">Do not limit it to one {dimensionNames[dimension].toLowerCase()}</span>
          </Button>
        </div>
      ))}
      <label className="flex items-center gap-2">
        <span className="text-secondary-foreground">
          {held.length === 0 ? "Everything, or only of" : "And only of"}
        </span>
        <select
          value=""
          onChange={(event) => {
            const dimension = known.find((one) => one === event.target.value);
            const [first] = dimension ? choicesOf(dimension, sources) : [];
            if (dimension && first) set(dimension, first.value);
          }}
          className={box}
        >
          <option value="">{held.length === 0 ? "everything" : "no more"}</option>
          {known
            .filter((dimension) => !held.includes(dimension) && choicesOf(dimension, sources).length > 0)
            .map((dimension) => (
              <option key={dimension} value={dimension}>
                one {dimensionNames[dimension].toLowerCase()}
              </option>
            ))}
        </select>
      </label>
    </fieldset>
  );
}
