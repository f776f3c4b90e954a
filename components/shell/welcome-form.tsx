"use client";

import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { FormError } from "../ui/form-error.tsx";
import { ApiProvider, useTRPC } from "./api.tsx";
import { tokenOf } from "./link-token.ts";
import { NewPassword } from "./new-password.tsx";
import { signIn } from "./sign-in-request.ts";

export function WelcomeForm() {
  return (
    <ApiProvider>
      <Form />
    </ApiProvider>
  );
}

function Form() {
  const trpc = useTRPC();
  const redeem = useMutation(trpc.welcome.redeem.mutationOptions());
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  async function submit(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => String(form.get(name) ?? "");
    const token = tokenOf(window.location.hash);
    if (token === "")
      return setError("The link is not whole. Open it again from the terminal, with all that follows #.");
    setBusy(true);
    setError(null);
    try {
      const [email, password] = [text("email"), text("password")];
      await redeem.mutateAsync({ token, name: text("name"), email, password, onCall: form.has("onCall") });
      const answer = await signIn(email, password);
      return window.location.assign(answer.kind === "signed-in" ? "/" : "/sign-in");
    } catch (refused) {
      setError(refused instanceof Error ? refused.message : "The server does not answer. Try again.");
      setBusy(false);
    }
  }

  return (
    <form method="post" onSubmit={(event) => void submit(event)} className="mt-4">
      <Field label="Name" name="name" autoComplete="name" maxLength={200} required />
      <Field label="Work e-mail" name="email" type="email" autoComplete="username" required />
      <NewPassword />
      <label className="mt-4 flex min-h-6 items-center gap-2">
        <input type="checkbox" name="onCall" defaultChecked className="size-4 accent-primary" />I also take the on-call
        shift
      </label>
      <FormError message={error} />
      <Button type="submit" variant="primary" size="large" className="mt-4" disabled={busy}>
        {busy ? "Making the account" : "Make the account"}
      </Button>
    </form>
  );
}
