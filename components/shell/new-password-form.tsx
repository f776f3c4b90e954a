"use client";

import { useMutation } from "@tanstack/react-query";
import { ApiProvider, useTRPC } from "./api.tsx";
import { LinkForm, textOf } from "./link-form.tsx";
import { NewPassword } from "./new-password.tsx";

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
  return (
    <LinkForm
      act="Set the password"
      acting="Setting it"
      redeem={async (token, form) => {
        const password = textOf(form, "password");
        return { ...(await redeem.mutateAsync({ token, password })), password };
      }}
    >
      <NewPassword />
    </LinkForm>
  );
}
