"use client";

import { type FormEvent, type ReactNode, useState } from "react";
import { Dialog } from "../ui/dialog.tsx";
import { FormFoot } from "../ui/form-foot.tsx";
import { type Secret, SecretShown } from "./secret-shown.tsx";
import { useSubmit } from "./use-submit.ts";

/** A form that ends with a key or a link, which is then shown in its place; with null there is none to be shown. */
export function SecretDialog({
  title,
  done,
  act,
  deed,
  onClose,
  children,
}: {
  title: string;
  /** The title once there is a secret. */
  done: string;
  act: string;
  deed: (form: FormData) => Promise<Secret | null>;
  onClose: () => void;
  children: ReactNode;
}) {
  const [issued, setIssued] = useState<Secret | null>(null);
  const { busy, error, send } = useSubmit();
  async function submit(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    await send(async () => {
      const secret = await deed(form);
      if (secret) setIssued(secret);
      else onClose();
    });
  }
  return (
    <Dialog title={issued ? done : title} onClose={onClose} busy={busy} keep>
      {issued ? (
        <SecretShown {...issued} onDone={onClose} />
      ) : (
        <form onSubmit={(event) => void submit(event)}>
          {children}
          <FormFoot error={error} act={act} busy={busy} onClose={onClose} />
        </form>
      )}
    </Dialog>
  );
}
