import type { ReactNode } from "react";
import { Button } from "./button.tsx";
import { DialogFoot } from "./dialog.tsx";
import { FormError } from "./form-error.tsx";

/** How a form in a dialog ends: what went wrong, a way out, and the deed. `children`: other deeds, between the two. */
export function FormFoot({
  error,
  act,
  busy,
  disabled = busy,
  onClose,
  children,
}: {
  error: string | null;
  act: string;
  busy: boolean;
  disabled?: boolean;
  onClose: () => void;
  children?: ReactNode;
}) {
  return (
    <>
      <FormError message={error} />
      <DialogFoot>
        <Button onClick={onClose} disabled={busy}>
          Cancel
        </Button>
        {children}
        <Button type="submit" variant="primary" disabled={disabled}>
          {act}
        </Button>
      </DialogFoot>
    </>
  );
}
