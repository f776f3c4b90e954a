"use client";

import { useMutation } from "@tanstack/react-query";
import { Field } from "../ui/field.tsx";
import { ApiProvider, useTRPC } from "./api.tsx";
import { LinkForm, textOf } from "./link-form.tsx";
import { NewPassword } from "./new-password.tsx";

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
  return (
    <LinkForm
      act="Make the account"
      acting="Making the account"
      redeem={async (token, form) => {
        const [email, password] = [textOf(form, "email"), textOf(form, "password")];
        await redeem.mutateAsync({ token, name: textOf(form, "name"), email, password, onCall: form.has("onCall") });
        return { email, password };
      }}
    >
      <Field label="Name" name="name" autoComplete="name" maxLength={200} required />
      <Field label="Work e-mail" name="email" type="email" autoComplete="username" required />
      <NewPassword />
      <label className="mt-4 flex min-h-6 items-center gap-2">
        <input type="checkbox" name="onCall" defaultChecked className="size-4 accent-primary" />I also take the on-call
        shift
      </label>
    </LinkForm>
  );
}
