import { type ComponentProps, type ReactNode, useId } from "react";

/** A label above whatever is filled in or chosen, and a hint below; `children` gets what ties the three together. */
export function Labelled({
  label,
  hint,
  children,
}: {
  label: string;
  hint: string | undefined;
  children: (ties: { id: string; "aria-describedby": string | undefined }) => ReactNode;
}) {
  const id = useId();
  return (
    <div className="mt-4">
      <label htmlFor={id} className="mb-1 block font-medium">
        {label}
      </label>
      {children({ id, "aria-describedby": hint ? `${id}-hint` : undefined })}
      {hint ? (
        <p id={`${id}-hint`} className="mt-1 text-sm text-muted-foreground">
          {hint}
        </p>
      ) : null}
    </div>
  );
}

/** A labelled text field with its hint below; the error of the whole form stands in the form. */
export function Field({ label, hint, ...props }: ComponentProps<"input"> & { label: string; hint?: string }) {
  return (
    <Labelled label={label} hint={hint}>
      {(ties) => (
        <input
          {...ties}
          className="h-11 w-full rounded-sm border border-input bg-background px-3 text-lg text-foreground placeholder:text-muted-foreground aria-invalid:border-critical"
          {...props}
        />
      )}
    </Labelled>
  );
}
