"use client";

import { type FormEvent, useState } from "react";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { FormError } from "../ui/form-error.tsx";
import { signIn } from "./sign-in-request.ts";

export function SignInForm() {
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  async function submit(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    setError(null);
    const refusal = await signIn(String(form.get("email") ?? ""), String(form.get("password") ?? ""));
    if (refusal === null) return window.location.assign("/");
    setBusy(false);
    setError(refusal);
  }
  return (
    <form method="post" onSubmit={(event) => void submit(event)} className="mt-4">
      <Field
        label="Work e-mail"
        name="email"
        type="email"
        autoComplete="username"
        placeholder="you@your-company.example"
        required
      />
      <Field label="Password" name="password" type="password" autoComplete="current-password" required />
      <FormError message={error} />
      <Button type="submit" variant="primary" size="large" className="mt-4" disabled={busy}>
        {busy ? "Signing in" : "Sign in"}
      </Button>
    </form>
  );
}
