import { type ComponentProps, type ReactNode, useId } from "react";

/** A labelled list to choose one from. */
export function Select({
  label,
  hint,
  children,
  ...props
}: ComponentProps<"select"> & { label: string; hint?: string }) {
  const id = useId();
  return (
    <div className="mt-4">
      <label htmlFor={id} className="mb-1 block font-medium">
        {label}
      </label>
      <select
        id={id}
        aria-describedby={hint ? `${id}-hint` : undefined}
        className="h-11 w-full rounded-sm border border-input bg-background px-2 text-lg text-foreground"
        {...props}
      >
        {children}
      </select>
      {hint ? (
        <p id={`${id}-hint`} className="mt-1 text-sm text-muted-foreground">
          {hint}
        </p>
      ) : null}
    </div>
  );
}

/** Radio buttons or boxes under one name. */
export function Choices({ legend, children }: { legend: string; children: ReactNode }) {
  return (
    <fieldset className="mt-4">
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
}: Omit<ComponentProps<"input">, "type"> & { type: "radio" | "checkbox"; label: string; hint?: string }) {
  return (
    <label className="flex min-h-8 items-center gap-2 max-md:min-h-11">
      <input type={type} className="size-4 flex-none accent-primary" {...props} />
      <span className="min-w-0 break-words">
        {label} {hint ? <span className="text-sm text-muted-foreground">{hint}</span> : null}
      </span>
    </label>
  );
}
