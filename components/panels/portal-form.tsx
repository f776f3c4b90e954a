"use client";

import { useMutation } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { useTRPC } from "../shell/api.tsx";
import { Button } from "../ui/button.tsx";
import { FormError } from "../ui/form-error.tsx";
import { RaiseFields, raisedOf } from "./raise-fields.tsx";
import { useSubmit } from "./use-submit.ts";

/** An officer's emergency: closed lists and a reference. What it is about follows as a message. */
export function PortalForm() {
  const trpc = useTRPC();
  const raise = useMutation(trpc.partner.raise.mutationOptions());
  const { busy, error, send } = useSubmit();
  async function submit(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const raised = raisedOf(new FormData(event.currentTarget));
    await send(async () => {
      const one = await raise.mutateAsync(raised);
      window.location.assign(`/partner/${one.number}`);
    });
  }
  return (
    <form aria-label="New emergency" onSubmit={(event) => void submit(event)} className="max-w-2xl">
      <h1 className="text-2xl font-semibold">New emergency</h1>
      <RaiseFields />
      <FormError message={error} />
      <p className="mt-6 flex flex-wrap items-center gap-3">
        <Button type="submit" variant="primary" disabled={busy}>
          Raise it
        </Button>
        <span className="text-sm text-muted-foreground">
          The people on call hear of it at once. Nobody can change the time of its receipt.
        </span>
      </p>
    </form>
  );
}
