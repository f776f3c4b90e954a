"use client";

import { useMutation } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useState } from "react";
import type { Passkey } from "../../server/identity/factors/contract.ts";
import { useTRPC } from "../shell/api.tsx";
import { addPasskey, askPasskey } from "../shell/passkey-request.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Field } from "../ui/field.tsx";
import { FormFoot } from "../ui/form-foot.tsx";
import { withToast } from "../ui/with-toast.ts";
import { AuthenticatorDialog } from "./authenticator-dialog.tsx";
import { ConfirmDialog } from "./confirm-dialog.tsx";
import { RecoveryCodes } from "./recovery-codes.tsx";
import { useSubmit } from "./use-submit.ts";

/** What somebody is about to do to their own account. `prove`: first they show that it is them; then comes `next`. */
export type AccountDeed =
  | { name: "prove"; next: AccountDeed | null }
  | { name: "password" }
  | { name: "authenticator" }
  | { name: "remove-authenticator" }
  | { name: "recovery-codes" }
  | { name: "passkey" }
  | { name: "remove-passkey"; passkey: Passkey };

interface DialogProps {
  onDone: () => Promise<void>;
  onClose: () => void;
}

export function AccountDialogs({
  deed,
  byPasskey,
  onNext,
  ...props
}: DialogProps & { deed: AccountDeed; byPasskey: boolean; onNext: (deed: AccountDeed | null) => void }) {
  switch (deed.name) {
    case "prove":
      return <ProofDialog byPasskey={byPasskey} onProved={() => onNext(deed.next)} {...props} />;
    case "password":
      return <PasswordDialog {...props} />;
    case "authenticator":
      return <AuthenticatorDialog {...props} />;
    case "remove-authenticator":
      return <RemoveAuthenticator {...props} />;
    case "recovery-codes":
      return <RecoveryCodesDialog {...props} />;
    case "passkey":
      return <PasskeyDialog {...props} />;
    case "remove-passkey":
      return <RemovePasskey passkey={deed.passkey} {...props} />;
  }
}

/** A refusal that stands in a form, whoever it comes from. */
class Refused extends Error {
  readonly data = {};
}

function FormDialog({
  title,
  act,
  deed,
  onClose,
  more,
  children,
}: {
  title: string;
  act: string;
  deed: (form: FormData) => Promise<unknown>;
  onClose: () => void;
  /** Another way to the same end, beside the press that sends the form. */
  more?: { act: string; deed: () => Promise<unknown> } | undefined;
  children: ReactNode;
}) {
  const { busy, error, send } = useSubmit();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    void send(() => deed(form));
  };
  return (
    <Dialog title={title} onClose={onClose} busy={busy} keep>
      <form method="post" onSubmit={submit}>
        {children}
        <FormFoot error={error} act={act} busy={busy} onClose={onClose}>
          {more ? (
            <Button onClick={() => void send(more.deed)} disabled={busy}>
              {more.act}
            </Button>
          ) : null}
        </FormFoot>
      </form>
    </Dialog>
  );
}

function ProofDialog({
  byPasskey,
  onProved,
  onDone,
  onClose,
}: DialogProps & { byPasskey: boolean; onProved: () => void }) {
  const trpc = useTRPC();
  const prove = useMutation(trpc.account.proveByPassword.mutationOptions());
  const provePasskey = useMutation(trpc.account.proveByPasskey.mutationOptions());
  const done = async () => {
    await onDone();
    onProved();
  };
  return (
    <FormDialog
      title="Confirm that it is you"
      act="Confirm"
      deed={async (form) => {
        await prove.mutateAsync({ password: String(form.get("password") ?? "") });
        await done();
      }}
      more={
        byPasskey
          ? {
              act: "Use a passkey",
              deed: async () => {
                const said = await askPasskey();
                if ("words" in said) throw new Refused(said.words);
                await provePasskey.mutateAsync(said as Parameters<typeof provePasskey.mutateAsync>[0]);
                await done();
              },
            }
          : undefined
      }
      onClose={onClose}
    >
      <p className="mt-4">What guards your account is about to change. This holds for 10 minutes.</p>
      <Field label="Password" name="password" type="password" autoComplete="current-password" required />
    </FormDialog>
  );
}

function PasswordDialog({ onDone, onClose }: DialogProps) {
  const trpc = useTRPC();
  const change = useMutation(trpc.account.changePassword.mutationOptions());
  return (
    <FormDialog
      title="Change password"
      act="Change password"
      deed={async (form) => {
        const text = (name: string) => String(form.get(name) ?? "");
        const { ended } = await change.mutateAsync({ current: text("current"), next: text("next") });
        await onDone();
        withToast((toast) => toast("The password is changed", { description: endedWords(ended) }));
        onClose();
      }}
      onClose={onClose}
    >
      <Field label="Present password" name="current" type="password" autoComplete="current-password" required />
      <Field
        label="New password"
        hint="At least 12 characters. A sentence is easier to keep than signs."
        name="next"
        type="password"
        autoComplete="new-password"
        minLength={12}
        required
      />
    </FormDialog>
  );
}

const endedWords = (ended: number) =>
  ended === 0 ? "You were signed in nowhere else." : `Sessions elsewhere that ended: ${ended}.`;

function RemoveAuthenticator({ onDone, onClose }: DialogProps) {
  const trpc = useTRPC();
  const remove = useMutation(trpc.account.disableAuthenticator.mutationOptions());
  return (
    <ConfirmDialog
      title="Remove the authenticator app"
      words="Sign-in asks for no code any more, and the recovery codes are void. Your password alone is enough then."
      act="Remove app"
      deed={async () => {
        await remove.mutateAsync();
        await onDone();
      }}
      onClose={onClose}
    />
  );
}

function RecoveryCodesDialog({ onDone, onClose }: DialogProps) {
  const trpc = useTRPC();
  const issue = useMutation(trpc.account.issueRecoveryCodes.mutationOptions());
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  if (codes) {
    return (
      <Dialog title="Your new recovery codes" onClose={onClose} keep>
        <RecoveryCodes codes={codes} onDone={onClose} />
      </Dialog>
    );
  }
  return (
    <FormDialog
      title="Make new recovery codes"
      act="Make new codes"
      deed={async () => {
        const { recoveryCodes } = await issue.mutateAsync();
        await onDone();
        setCodes(recoveryCodes);
      }}
      onClose={onClose}
    >
      <p className="mt-4">All earlier recovery codes are void from then on.</p>
    </FormDialog>
  );
}

function PasskeyDialog({ onDone, onClose }: DialogProps) {
  return (
    <FormDialog
      title="Add a passkey"
      act="Add passkey"
      deed={async (form) => {
        const refusal = await addPasskey(String(form.get("name") ?? "").trim());
        if (refusal !== null) throw new Refused(refusal);
        await onDone();
        withToast((toast) => toast("The passkey is there"));
        onClose();
      }}
      onClose={onClose}
    >
      <p className="mt-4">Your browser asks next where to keep it, and for fingerprint, face or PIN.</p>
      <Field
        label="Name"
        name="name"
        hint="By which you know it again: the device, or the key."
        maxLength={60}
        required
      />
    </FormDialog>
  );
}

function RemovePasskey({ passkey, onDone, onClose }: DialogProps & { passkey: Passkey }) {
  const trpc = useTRPC();
  const remove = useMutation(trpc.account.revokePasskey.mutationOptions());
  return (
    <ConfirmDialog
      title={`Remove passkey ${passkey.name}`}
      words="Nobody signs in with it any more. Your device may go on offering it: delete it there, too."
      act="Remove passkey"
      deed={async () => {
        await remove.mutateAsync({ passkeyId: passkey.id });
        await onDone();
      }}
      onClose={onClose}
    />
  );
}
