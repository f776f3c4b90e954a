"use client";

import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Button } from "../ui/button.tsx";
import { FormError } from "../ui/form-error.tsx";
import { ApiProvider, useTRPC } from "./api.tsx";
import { tokenOf } from "./link-token.ts";
import { NewPassword } from "./new-password.tsx";
import { signIn } from "./sign-in-request.ts";

export function NewPasswordForm() {
  return (
    <ApiProvider>
      <Form />
    </ApiProvider>
  );
}

function Form() {
  const trpc = useTRPC();
  const redeem = useMutation(trpc.welcome.redeemReset.mutationOptions());
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  async function submit(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const password = String(new FormData(event.currentTarget).get("password") ?? "");
    const token = tokenOf(window.location.hash);
    if (token === "") return setError("The link is not whole. Copy it again, with all that follows #.");
    setBusy(true);
    setError(null);
    try {
      const { email } = await redeem.mutateAsync({ token, password });
      const answer = await signIn(email, password);
      return window.location.assign(answer.kind === "signed-in" ? "/" : "/sign-in");
    } catch (refused) {
      const answered = refused instanceof Error && "data" in refused && refused.data;
      setError(answered ? refused.message : "The server does not answer. Try again.");
      setBusy(false);
    }
  }

  return (
    <form method="post" onSubmit={(event) => void submit(event)} className="mt-4">
      <NewPassword />
      <FormError message={error} />
      <Button type="submit" variant="primary" size="large" className="mt-4" disabled={busy}>
        {busy ? "Setting it" : "Set the password"}
      </Button>
    </form>
  );
}
