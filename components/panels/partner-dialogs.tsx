"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { FormEvent } from "react";
import type { Authority } from "../../server/hotline/authorities/contract.ts";
import { countryCodes } from "../../server/hotline/contract.ts";
import { useTRPC } from "../shell/api.tsx";
import { useZone } from "../shell/use-scope.ts";
import { Select } from "../ui/choice.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Field } from "../ui/field.tsx";
import { FormFoot } from "../ui/form-foot.tsx";
import { dayAndTime } from "../ui/format-time.ts";
import { countryName } from "./case-words.ts";
import { SecretDialog } from "./secret-dialog.tsx";
import type { Secret } from "./secret-shown.tsx";
import { useSubmit } from "./use-submit.ts";

/** Puts an authority on file. */
export function AuthorityDialog({ onClose }: { onClose: () => void }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const create = useMutation(trpc.hotline.createAuthority.mutationOptions());
  const { busy, error, send } = useSubmit();
  async function submit(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const said = (name: string) => String(form.get(name) ?? "");
    const wanted = { name: said("name"), country: said("country"), callBackNumber: said("callBackNumber") };
    const done = await send(() => create.mutateAsync(wanted));
    void queries.invalidateQueries({ queryKey: trpc.hotline.authorities.queryKey() });
    if (done) onClose();
  }
  return (
    <Dialog title="New authority" onClose={onClose} busy={busy}>
      <form onSubmit={(event) => void submit(event)}>
        <Field label="Name" name="name" required maxLength={200} autoComplete="off" />
        <Select label="Country" name="country" required defaultValue="">
          <option value="" disabled>
            Choose one
          </option>
          {countryCodes
            .map((code) => [code, countryName(code)] as const)
            .toSorted(([, a], [, b]) => (a < b ? -1 : 1))
            .map(([code, name]) => (
              <option key={code} value={code}>
                {name}
              </option>
            ))}
        </Select>
        <Field
          label="Number to call back"
          name="callBackNumber"
          type="tel"
          required
          maxLength={30}
          autoComplete="off"
          hint="As +33 1 23 45 67 89, from a source of your own: never from a caller."
        />
        <FormFoot error={error} act="Put on file" busy={busy} onClose={onClose} />
      </form>
    </Dialog>
  );
}

/** Invites an officer, or makes a key for a system of the authority. */
export function StaffDialog({
  authority,
  asking,
  onClose,
}: {
  authority: Authority;
  asking: "officer" | "key";
  onClose: () => void;
}) {
  const trpc = useTRPC();
  const zone = useZone();
  const queries = useQueryClient();
  const invite = useMutation(trpc.hotline.inviteOfficer.mutationOptions());
  const issue = useMutation(trpc.hotline.issueAuthorityKey.mutationOptions());
  const authorityId = authority.id;
  const askAgain = () => void queries.invalidateQueries({ queryKey: trpc.hotline.staff.queryKey() });
  async function inviting(form: FormData): Promise<Secret> {
    const { link, email, expiresAt } = await invite.mutateAsync({
      authorityId,
      email: String(form.get("email") ?? "").trim(),
    });
    askAgain();
    const until = `${dayAndTime(expiresAt, zone)} ${zone.label}`;
    const note = `Give it to ${email} by a way that only they read. It works once, until ${until}.`;
    return { what: "link", secret: link, note };
  }
  async function issuing(form: FormData): Promise<Secret> {
    const { key } = await issue.mutateAsync({ authorityId, name: String(form.get("name") ?? "") });
    askAgain();
    return { what: "key", secret: key, note: `It raises cases of ${authority.name}, and nothing else.` };
  }
  if (asking === "officer") {
    return (
      <SecretDialog title="Invite an officer" done="The invitation" act="Invite" deed={inviting} onClose={onClose}>
        <Field
          label="Work e-mail"
          name="email"
          type="email"
          required
          maxLength={254}
          autoComplete="off"
          hint="They reach only this authority's cases, and need a second factor first."
        />
      </SecretDialog>
    );
  }
  return (
    <SecretDialog title="New key" done="The key" act="Make the key" deed={issuing} onClose={onClose}>
      <Field
        label="Name of the system"
        name="name"
        required
        maxLength={100}
        autoComplete="off"
        hint="It becomes a source that may only raise cases."
      />
    </SecretDialog>
  );
}
