"use client";

import { type FormEvent, useRef } from "react";
import type { Alert } from "../../server/alerts/contract.ts";
import { alertBounds } from "../../server/alerts/contract.ts";
import { Button } from "../ui/button.tsx";
import { FormError } from "../ui/form-error.tsx";
import { useShortcut } from "../ui/shortcuts.ts";
import { useSubmit } from "./use-submit.ts";

/** A note for the timeline; also after the end, for what was learnt. */
export function AlertNote({ alert, write }: { alert: Alert; write: (text: string) => Promise<void> }) {
  const field = useRef<HTMLTextAreaElement>(null);
  const { busy, error, send } = useSubmit();
  useShortcut("alertNote", () => field.current?.focus());
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const text = field.current?.value.trim() ?? "";
    if (text === "") return field.current?.focus();
    if ((await send(() => write(text))) && field.current) field.current.value = "";
  };
  return (
    <form onSubmit={(event) => void submit(event)} className="mt-2">
      <label htmlFor="alert-note" className="sr-only">
        Note on {alert.number}
      </label>
      <textarea
        id="alert-note"
        ref={field}
        rows={2}
        maxLength={alertBounds.note}
        placeholder="Add a note: no content, no personal data"
        className="w-full rounded-sm border border-input bg-background px-3 py-2 text-base text-foreground placeholder:text-muted-foreground"
      />
      <FormError message={error} />
      <Button type="submit" size="small" disabled={busy} className="mt-1">
        {busy ? "Sending" : "Add note"}
      </Button>
    </form>
  );
}
