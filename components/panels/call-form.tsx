"use client";

import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import type { z } from "zod";
import type { Authority } from "../../server/hotline/authorities/contract.ts";
import { callBackResults, type recordCallSchema } from "../../server/hotline/contract.ts";
import { useTRPC } from "../shell/api.tsx";
import { ScopedLink, useScopedAddress } from "../shell/scoped-link.tsx";
import { Button } from "../ui/button.tsx";
import { Choice, Choices, Select } from "../ui/choice.tsx";
import { FormError } from "../ui/form-error.tsx";
import { callBackNames } from "./case-words.ts";
import { RaiseFields, raisedOf } from "./raise-fields.tsx";
import { useSubmit } from "./use-submit.ts";

/** Filled in while the authority is on the phone: closed lists and their reference; content comes later, as a message. */
export function CallForm({ authorities }: { authorities: readonly Authority[] }) {
  const trpc = useTRPC();
  const address = useScopedAddress();
  const record = useMutation(trpc.hotline.recordCall.mutationOptions());
  const { busy, error, send } = useSubmit();
  const [authorityId, setAuthorityId] = useState(authorities[0]?.id ?? 0);
  const authority = authorities.find(({ id }) => id === authorityId);
  if (!authority) {
    return (
      <p className="px-4 py-4">
        No authority is on file, so a call cannot be checked. An administrator puts it on file under{" "}
        <ScopedLink href="/hotline/partners" className="text-primary underline">
          Partners
        </ScopedLink>
        .
      </p>
    );
  }
  async function submit(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const checked = String(form.get("callBack") ?? "");
    const input = {
      ...raisedOf(form),
      authorityId,
      ...(checked === "" ? {} : { callBack: checked as (typeof callBackResults)[number] }),
    } satisfies z.input<typeof recordCallSchema>;
    await send(async () => {
      const one = await record.mutateAsync(input);
      window.location.assign(address(`/hotline/${one.number}`));
    });
  }
  return (
    <form aria-label="A call" onSubmit={(event) => void submit(event)} className="max-w-2xl px-4 pb-6">
      <Select
        label="Authority"
        name="authority"
        value={String(authorityId)}
        onChange={(event) => setAuthorityId(Number(event.currentTarget.value))}
      >
        {authorities.map(({ id, name, country }) => (
          <option key={id} value={id}>
            {name}, {country}
          </option>
        ))}
      </Select>
      <RaiseFields />
      <Choices legend="Call-back check">
        <p className="mb-1 text-secondary-foreground">
          Hang up and call <span className="font-medium tabular-nums">{authority.callBackNumber}</span>, the number on
          file, never one that the caller names.
        </p>
        <Choice type="radio" name="callBack" value="" label="Not made yet" defaultChecked />
        {callBackResults.map((one) => (
          <Choice key={one} type="radio" name="callBack" value={one} label={callBackNames[one]} />
        ))}
      </Choices>
      <FormError message={error} />
      <p className="mt-6 flex flex-wrap items-center gap-3">
        <Button type="submit" variant="primary" disabled={busy}>
          Open the case
        </Button>
        <span className="text-sm text-muted-foreground">Its clocks start at this press.</span>
      </p>
    </form>
  );
}
