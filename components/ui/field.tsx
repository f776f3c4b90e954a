import { type ComponentProps, useId } from "react";

/** A labelled text field with its hint below; the error of the whole form stands in the form. */
export function Field({ label, hint, ...props }: ComponentProps<"input"> & { label: string; hint?: string }) {
  const id = useId();
  return (
    <div className="mt-4">
      <label htmlFor={id} className="mb-1 block font-medium">
        {label}
      </label>
      <input
        id={id}
        aria-describedby={hint ? `${id}-hint` : undefined}
        className="h-11 w-full rounded-sm border border-input bg-background px-3 text-lg text-foreground placeholder:text-muted-foreground aria-invalid:border-critical"
        {...props}
      />
      {hint ? (
        <p id={`${id}-hint`} className="mt-1 text-sm text-muted-foreground">
          {hint}
        </p>
      ) : null}
    </div>
  );
}
