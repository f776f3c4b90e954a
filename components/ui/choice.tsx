import type { ComponentProps, ReactNode } from "react";
import { Labelled } from "./field.tsx";

/** A labelled list to choose one from. */
export function Select({
  label,
  hint,
  children,
  ...props
}: ComponentProps<"select"> & { label: string; hint?: string }) {
  return (
    <Labelled label={label} hint={hint}>
      {(ties) => (
        <select
          {...ties}
          className="h-11 w-full rounded-sm border border-input bg-background px-2 text-lg text-foreground"
          {...props}
        >
          {children}
        </select>
      )}
    </Labelled>
  );
}

/** Radio buttons or boxes under one name. */
export function Choices({ legend, children }: { legend: string; children: ReactNode }) {
  return (
    <fieldset className="mt-4 min-w-0">
      <legend className="mb-1 font-medium">{legend}</legend>
      {children}
    </fieldset>
  );
}

/** One of them: the whole line can be pressed. */
export function Choice({
  type,
  label,
  hint,
  ...props
}: Omit<ComponentProps<"input">, "type"> & { type: "radio" | "checkbox"; label: ReactNode; hint?: string }) {
  return (
    <label className="flex min-h-8 items-center gap-2 max-md:min-h-11">
      <input type={type} className="size-4 flex-none accent-primary" {...props} />
      <span className="min-w-0 break-words">
        {label} {hint ? <span className="text-sm text-muted-foreground">{hint}</span> : null}
      </span>
    </label>
  );
}
