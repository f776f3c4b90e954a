"use client";

import { useMutation } from "@tanstack/react-query";
import type { FormEvent } from "react";
import type { Invitation } from "../../server/identity/invitation/contract.ts";
import type { ListedPerson } from "../../server/identity/people/contract.ts";
import { roles as allRoles, type Role } from "../../server/kernel/roles.ts";
import { useTRPC } from "../shell/api.tsx";
import { useZone } from "../shell/use-scope.ts";
import { Choice, Choices } from "../ui/choice.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Field } from "../ui/field.tsx";
import { FormFoot } from "../ui/form-foot.tsx";
import { dayAndTime, type Zone } from "../ui/format-time.ts";
import { withToast } from "../ui/with-toast.ts";
import { roleWords } from "./people-words.ts";
import { SecretDialog } from "./secret-dialog.tsx";
import type { Secret } from "./secret-shown.tsx";
import { useAskPeopleAgain } from "./use-people.ts";
import { useSubmit } from "./use-submit.ts";

function RoleFields({ held }: { held: readonly Role[] }) {
  return (
    <Choices legend="Roles">
      {allRoles.map((role) => (
        <Choice
          key={role}
          type="checkbox"
          name="roles"
          value={role}
          defaultChecked={held.includes(role)}
          label={role}
          hint={roleWords[role]}
        />
      ))}
    </Choices>
  );
}

const rolesOf = (form: FormData) => allRoles.filter((role) => form.getAll("roles").includes(role));

/** What stands below a new link. */
const linkNote = (for_: string, expiresAt: number, zone: Zone) =>
  `Give it to ${for_} by a way that only they read. It works once, until ${dayAndTime(expiresAt, zone)} ${zone.label}.`;

export function InviteDialog({ onClose }: { onClose: () => void }) {
  const trpc = useTRPC();
  const zone = useZone();
  const askAgain = useAskPeopleAgain();
  const invite = useMutation(trpc.people.invite.mutationOptions());
  async function deed(form: FormData): Promise<Secret> {
    const asked = { email: String(form.get("email") ?? "").trim(), roles: rolesOf(form) };
    const { link, email, expiresAt } = await invite.mutateAsync(asked);
    void askAgain();
    return { what: "link", secret: link, note: linkNote(email, expiresAt, zone) };
  }
  return (
    <SecretDialog title="Invite somebody" done="The invitation" act="Invite" deed={deed} onClose={onClose}>
      <Field
        label="Work e-mail"
        name="email"
        type="email"
        required
        maxLength={254}
        autoComplete="off"
        hint="They sign in with it. Nothing is sent: you get a link to hand over."
      />
      <RoleFields held={["viewer"]} />
    </SecretDialog>
  );
}

export function IssueDialog({ invitation, onClose }: { invitation: Invitation; onClose: () => void }) {
  const trpc = useTRPC();
  const zone = useZone();
  const askAgain = useAskPeopleAgain();
  const issue = useMutation(trpc.people.issueInvitation.mutationOptions());
  async function deed(): Promise<Secret> {
    const { link, email, expiresAt } = await issue.mutateAsync({ invitationId: invitation.id });
    void askAgain();
    return { what: "link", secret: link, note: linkNote(email, expiresAt, zone) };
  }
  return (
    <SecretDialog
      title={`Issue the invitation of ${invitation.email} anew`}
      done="The new link"
      act="Issue anew"
      deed={deed}
      onClose={onClose}
    >
      <p className="mt-4">
        Another link, for 24 hours, with the same roles. The one that they have stops working at once.
      </p>
    </SecretDialog>
  );
}

export function ResetDialog({ person, onClose }: { person: ListedPerson; onClose: () => void }) {
  const trpc = useTRPC();
  const zone = useZone();
  const askAgain = useAskPeopleAgain();
  const reset = useMutation(trpc.people.reset.mutationOptions());
  async function deed(form: FormData): Promise<Secret> {
    const asked = { personId: person.id, removeFactors: form.has("removeFactors") };
    const { link, expiresAt } = await reset.mutateAsync(asked);
    void askAgain();
    return { what: "link", secret: link, note: linkNote(person.name, expiresAt, zone) };
  }
  return (
    <SecretDialog
      title={`Reset the password of ${person.name}`}
      done="The link for a new password"
      act="End sessions and make the link"
      deed={deed}
      onClose={onClose}
    >
      <p className="mt-4">
        They are signed out everywhere, and get a link by which they set a new password. Until they use it the old one
        works: if somebody else may know it, suspend them first and resume them once it is changed.
      </p>
      {person.secondFactor ? (
        <Choices legend="Second factor">
          <Choice
            type="checkbox"
            name="removeFactors"
            label="Remove it with the new password"
            hint="for who lost their phone: the authenticator app, its recovery codes and all passkeys go"
          />
        </Choices>
      ) : null}
    </SecretDialog>
  );
}

export function ChangeRolesDialog({ person, onClose }: { person: ListedPerson; onClose: () => void }) {
  const trpc = useTRPC();
  const askAgain = useAskPeopleAgain();
  const change = useMutation(trpc.people.changeRoles.mutationOptions());
  const { busy, error, send } = useSubmit();
  async function submit(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const roles = rolesOf(new FormData(event.currentTarget));
    const done = await send(() => change.mutateAsync({ personId: person.id, roles, before: person.roles }));
    void askAgain();
    if (!done) return;
    withToast((toast) => toast(`The roles of ${person.name} are changed`));
    onClose();
  }
  return (
    <Dialog title={`Roles of ${person.name}`} onClose={onClose} busy={busy}>
      <form onSubmit={(event) => void submit(event)}>
        <RoleFields held={person.roles} />
        <p className="mt-4 text-secondary-foreground">
          They hold at once: open pages are drawn anew within two seconds.
        </p>
        <FormFoot error={error} act="Change roles" busy={busy} onClose={onClose} />
      </form>
    </Dialog>
  );
}
