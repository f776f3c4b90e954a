"use client";

import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { type Contact, contactKinds, type IssuedContact } from "../../server/oncall/contact/contract.ts";
import { useTRPC } from "../shell/api.tsx";
import { Select } from "../ui/choice.tsx";
import { Field } from "../ui/field.tsx";
import { withToast } from "../ui/with-toast.ts";
import { contactKindWords } from "./oncall-channels.tsx";
import { SecretDialog } from "./secret-dialog.tsx";
import type { Secret } from "./secret-shown.tsx";
import { useAskOncallAgain } from "./use-oncall.ts";

const hints = {
  standard: "As Standard Webhooks 1.0.0 says: your provider verifies that a page is ours.",
  slack: 'A text, as Slack, Mattermost and others take it: {"text": …}. It is not signed.',
};

function signingSecret({ secret }: IssuedContact, note: string): Secret | null {
  return secret === null ? null : { what: "secret", secret, note, kept: "it is kept sealed, for signing." };
}

/** Adds an endpoint of one's own. */
export function NewContactDialog({ onClose }: { onClose: () => void }) {
  const { oncall } = useTRPC();
  const askAgain = useAskOncallAgain();
  const create = useMutation(oncall.createContact.mutationOptions());
  const [kind, setKind] = useState<Contact["kind"]>("standard");
  return (
    <SecretDialog
      title="Add a webhook of yours"
      done="The webhook is there"
      act="Add"
      onClose={onClose}
      deed={async (form) => {
        const issued = await create.mutateAsync({ kind, url: String(form.get("url") ?? "") });
        void askAgain();
        withToast((toast) => toast("The webhook is added. Name it in your rules."));
        return signingSecret(issued, "Give it to your provider, who verifies our pages with it.");
      }}
    >
      <Select
        label="Kind"
        value={kind}
        hint={hints[kind]}
        onChange={(event) => {
          const chosen = contactKinds.find((one) => one === event.target.value);
          if (chosen) setKind(chosen);
        }}
      >
        {contactKinds.map((one) => (
          <option key={one} value={one}>
            {contactKindWords[one]}
          </option>
        ))}
      </Select>
      <Field
        label="Address"
        name="url"
        type="url"
        required
        maxLength={2_000}
        autoComplete="off"
        placeholder="https://"
        hint="It is kept sealed. Pages to it say how bad an alert is, its number, and where to take it."
      />
    </SecretDialog>
  );
}

/** Gives an endpoint another secret. */
export function RotateContactDialog({ contact, onClose }: { contact: Contact; onClose: () => void }) {
  const { oncall } = useTRPC();
  const askAgain = useAskOncallAgain();
  const rotate = useMutation(oncall.rotateContact.mutationOptions());
  return (
    <SecretDialog
      title={`A new secret for ${contact.host}`}
      done="The new secret"
      act="Make it"
      onClose={onClose}
      deed={async () => {
        const issued = await rotate.mutateAsync({ id: contact.id });
        void askAgain();
        return signingSecret(issued, "Until this time tomorrow pages are signed by the old one, too.");
      }}
    >
      <p className="mt-4">For a day pages are signed by both secrets, so that your provider can change in peace.</p>
    </SecretDialog>
  );
}
