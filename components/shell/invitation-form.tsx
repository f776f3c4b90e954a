"use client";

import { useMutation } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { OpenInvitation } from "../../server/identity/invitation/contract.ts";
import { Field } from "../ui/field.tsx";
import { FormError } from "../ui/form-error.tsx";
import { ApiProvider, useTRPC } from "./api.tsx";
import { LinkForm, notWhole, refusalWords, textOf, tokenOf } from "./link-form.tsx";
import { NewPassword } from "./new-password.tsx";

export function InvitationForm() {
  return (
    <ApiProvider>
      <Form />
    </ApiProvider>
  );
}

function Form() {
  const trpc = useTRPC();
  const { mutateAsync: open } = useMutation(trpc.welcome.openInvitation.mutationOptions());
  const redeem = useMutation(trpc.welcome.redeemInvitation.mutationOptions());
  const [invitation, setInvitation] = useState<OpenInvitation | null>(null);
  const [error, setError] = useState<string | null>(null);

  useEffect(() => {
    const token = tokenOf(window.location.hash);
    if (token === "") return setError(notWhole);
    open({ token }).then(setInvitation, (refused: unknown) => setError(refusalWords(refused)));
  }, [open]);

  if (invitation === null) return <FormError message={error} />;
  return (
    <LinkForm
      act="Make the account"
      acting="Making the account"
      redeem={async (token, form) => {
        const password = textOf(form, "password");
        return { ...(await redeem.mutateAsync({ token, name: textOf(form, "name"), password })), password };
      }}
    >
      <p className="break-words text-secondary-foreground">
        {invitation.issuedBy} invites you as <b className="font-medium">{invitation.roles.join(", ")}</b>.
      </p>
      <Field label="Work e-mail" name="email" autoComplete="username" value={invitation.email} readOnly />
      <Field label="Name" name="name" autoComplete="name" maxLength={200} required />
      <NewPassword />
    </LinkForm>
  );
}
