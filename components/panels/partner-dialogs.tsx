"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { countryCodes } from "../../server/hotline/contract.ts";
import { useTRPC } from "../shell/api.tsx";
import { Button } from "../ui/button.tsx";
import { Select } from "../ui/choice.tsx";
import { Dialog, DialogFoot } from "../ui/dialog.tsx";
import { Field } from "../ui/field.tsx";
import { FormError } from "../ui/form-error.tsx";
import { countryName } from "./hotline-words.ts";
import { useSubmit } from "./use-submit.ts";

/** Puts an authority on file. */
export function AuthorityDialog({ onClose }: { onClose: () => void }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const create = useMutation(trpc.hotline.createAuthority.mutationOptions());
  const { busy, error, send } = useSubmit();
  async function submit(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const said = (name: string) => String(form.get(name) ?? "");
    const wanted = { name: said("name"), country: said("country"), callBackNumber: said("callBackNumber") };
    const done = await send(() => create.mutateAsync(wanted));
    void queries.invalidateQueries({ queryKey: trpc.hotline.authorities.queryKey() });
    if (done) onClose();
  }
  return (
    <Dialog title="New authority" onClose={onClose} busy={busy}>
      <form onSubmit={(event) => void submit(event)}>
        <Field label="Name" name="name" required maxLength={200} autoComplete="off" />
        <Select label="Country" name="country" required defaultValue="">
          <option value="" disabled>
            Choose one
          </option>
          {countryCodes
            .map((code) => [code, countryName(code)] as const)
            .toSorted(([, a], [, b]) => (a < b ? -1 : 1))
            .map(([code, name]) => (
              <option key={code} value={code}>
                {name}
              </option>
            ))}
        </Select>
        <Field
          label="Number to call back"
          name="callBackNumber"
          type="tel"
          required
          maxLength={30}
          autoComplete="off"
          hint="As +33 1 23 45 67 89, from a source of your own: never from a caller."
        />
        <FormError message={error} />
        <DialogFoot>
          <Button onClick={onClose} disabled={busy}>
            Cancel
          </Button>
          <Button type="submit" variant="primary" disabled={busy}>
            Put on file
          </Button>
        </DialogFoot>
      </form>
    </Dialog>
  );
}
