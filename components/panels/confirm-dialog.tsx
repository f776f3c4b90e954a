"use client";

import { Button } from "../ui/button.tsx";
import { Dialog, DialogFoot } from "../ui/dialog.tsx";
import { FormError } from "../ui/form-error.tsx";
import { useSubmit } from "./use-submit.ts";

/** Says what will happen, and does it at one press. */
export function ConfirmDialog({
  title,
  words,
  act,
  danger = true,
  deed,
  onClose,
}: {
  title: string;
  words: string;
  act: string;
  /** Something ends that cannot be brought back as it was. */
  danger?: boolean;
  deed: () => Promise<void>;
  onClose: () => void;
}) {
  const { busy, error, send } = useSubmit();
  const press = async () => {
    if (await send(deed)) onClose();
  };
  return (
    <Dialog title={title} onClose={onClose} busy={busy}>
      <p className="mt-4">{words}</p>
      <FormError message={error} />
      <DialogFoot>
        <Button onClick={onClose} disabled={busy}>
          Cancel
        </Button>
        <Button variant={danger ? "danger" : "primary"} onClick={() => void press()} disabled={busy}>
          {act}
        </Button>
      </DialogFoot>
    </Dialog>
  );
}
