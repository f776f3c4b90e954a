"use client";

import { useMutation } from "@tanstack/react-query";
import type { Invitation } from "../../server/identity/invitation/contract.ts";
import type { ListedPerson } from "../../server/identity/people/contract.ts";
import type { PersonSession } from "../../server/identity/session/contract.ts";
import { useTRPC } from "../shell/api.tsx";
import { withToast } from "../ui/with-toast.ts";
import { ConfirmDialog } from "./confirm-dialog.tsx";
import { ChangeRolesDialog, InviteDialog, IssueDialog, ResetDialog } from "./people-form-dialogs.tsx";
import { useAskPeopleAgain, usePersonChoice } from "./use-people.ts";

interface OfPerson<Name extends string> {
  name: Name;
  person: ListedPerson;
}
type Confirmed =
  | { name: "withdraw"; invitation: Invitation }
  | OfPerson<"suspend">
  | OfPerson<"resume">
  | OfPerson<"delete">
  | OfPerson<"end-sessions">
  | (OfPerson<"end-session"> & { session: PersonSession });

/** What an administrator is about to do. It stands outside the lists: they may change while it is open. */
export type PeopleDeed =
  | { name: "invite" }
  | { name: "issue"; invitation: Invitation }
  | OfPerson<"roles">
  | OfPerson<"reset">
  | Confirmed;

export function PeopleDialogs({ deed, onClose }: { deed: PeopleDeed; onClose: () => void }) {
  switch (deed.name) {
    case "invite":
      return <InviteDialog onClose={onClose} />;
    case "issue":
      return <IssueDialog invitation={deed.invitation} onClose={onClose} />;
    case "roles":
      return <ChangeRolesDialog person={deed.person} onClose={onClose} />;
    case "reset":
      return <ResetDialog person={deed.person} onClose={onClose} />;
    default:
      return <Confirm deed={deed} onClose={onClose} />;
  }
}

function Confirm({ deed, onClose }: { deed: Confirmed; onClose: () => void }) {
  const trpc = useTRPC();
  const askAgain = useAskPeopleAgain();
  const [, choose] = usePersonChoice();
  const withdraw = useMutation(trpc.people.withdrawInvitation.mutationOptions());
  const suspend = useMutation(trpc.people.suspend.mutationOptions());
  const resume = useMutation(trpc.people.resume.mutationOptions());
  const remove = useMutation(trpc.people.delete.mutationOptions());
  const endAll = useMutation(trpc.people.endSessions.mutationOptions());
  const endOne = useMutation(trpc.people.endSession.mutationOptions());
  const dialog = (
    words: { title: string; words: string; act: string; danger?: boolean },
    done: string,
    act: () => Promise<unknown>,
  ) => (
    <ConfirmDialog
      {...words}
      onClose={onClose}
      deed={async () => {
        await act();
        withToast((toast) => toast(done));
        await askAgain();
      }}
    />
  );
  if (deed.name === "withdraw") {
    const { id, email } = deed.invitation;
    return dialog(
      {
        title: `Withdraw the invitation of ${email}`,
        words: "Its link stops working at once. They can be invited again.",
        act: "Withdraw",
      },
      "The invitation is withdrawn",
      () => withdraw.mutateAsync({ invitationId: id }),
    );
  }
  const { id: personId, name } = deed.person;
  switch (deed.name) {
    case "suspend":
      return dialog(
        {
          title: `Suspend ${name}`,
          words:
            "They are signed out everywhere within two seconds and cannot sign in until somebody resumes them. Roles and second factors stay as they are.",
          act: "Suspend",
        },
        `${name} is suspended`,
        () => suspend.mutateAsync({ personId }),
      );
    case "resume":
      return dialog(
        {
          title: `Resume ${name}`,
          words: "They may sign in again, with the roles that they have.",
          act: "Resume",
          danger: false,
        },
        `${name} may sign in again`,
        () => resume.mutateAsync({ personId }),
      );
    case "delete":
      return dialog(
        {
          title: `Delete ${name}`,
          words:
            "They are signed out at once; address, password and sessions are deleted. The audit keeps what they did, with their name. This cannot be undone; to keep somebody out for a while, suspend them.",
          act: "Delete",
        },
        `${name} is deleted`,
        async () => {
          await remove.mutateAsync({ personId });
          await choose(null);
        },
      );
    case "end-sessions":
      return dialog(
        {
          title: `End all sessions of ${name}`,
          words: "They are signed out everywhere within two seconds, and may sign in again.",
          act: "End all",
        },
        "The sessions are ended",
        () => endAll.mutateAsync({ personId }),
      );
    case "end-session":
      return dialog(
        {
          title: `End one session of ${name}`,
          words: `${deed.session.browser ?? "An unknown browser"} is signed out within two seconds. Who uses it may sign in again; if it is not theirs, reset the password, too.`,
          act: "End it",
        },
        "The session is ended",
        () => endOne.mutateAsync({ sessionId: deed.session.id }),
      );
  }
}
