"use client";

import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useEffect, useState } from "react";
import type { OpenInvitation } from "../../server/identity/invitation/contract.ts";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { FormError } from "../ui/form-error.tsx";
import { ApiProvider, useTRPC } from "./api.tsx";
import { tokenOf } from "./link-token.ts";
import { NewPassword } from "./new-password.tsx";
import { signIn } from "./sign-in-request.ts";

const noAnswer = "The server does not answer. Try again.";
const notWhole = "The link is not whole. Copy it again, with all that follows #.";

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
  const [busy, setBusy] = useState(false);

  useEffect(() => {
    const token = tokenOf(window.location.hash);
    if (token === "") return setError(notWhole);
    open({ token }).then(setInvitation, (refused: unknown) => setError(wordsOf(refused)));
  }, [open]);

  async function submit(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const password = String(form.get("password") ?? "");
    setBusy(true);
    setError(null);
    try {
      const token = tokenOf(window.location.hash);
      const { email } = await redeem.mutateAsync({ token, name: String(form.get("name") ?? ""), password });
      const answer = await signIn(email, password);
      return window.location.assign(answer.kind === "signed-in" ? "/" : "/sign-in");
    } catch (refused) {
      setError(wordsOf(refused));
      setBusy(false);
    }
  }

  if (invitation === null) return <FormError message={error} />;
  return (
    <form method="post" onSubmit={(event) => void submit(event)} className="mt-4">
      <p className="break-words text-secondary-foreground">
        {invitation.issuedBy} invites you as <b className="font-medium">{invitation.roles.join(", ")}</b>.
      </p>
      <Field label="Work e-mail" name="email" autoComplete="username" value={invitation.email} readOnly />
      <Field label="Name" name="name" autoComplete="name" maxLength={200} required />
      <NewPassword />
      <FormError message={error} />
      <Button type="submit" variant="primary" size="large" className="mt-4" disabled={busy}>
        {busy ? "Making the account" : "Make the account"}
      </Button>
    </form>
  );
}

function wordsOf(refused: unknown): string {
  return refused instanceof Error && "data" in refused && refused.data ? refused.message : noAnswer;
}
