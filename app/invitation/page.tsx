import type { Metadata } from "next";
import { DoorPage } from "../../components/shell/door-page.tsx";
import { InvitationForm } from "../../components/shell/invitation-form.tsx";

export const metadata: Metadata = { title: "Invitation", referrer: "no-referrer" };

/** Where an invitation's one-time link leads. Its token stands behind the #, which is never sent to a server. */
export default function InvitationPage() {
  return (
    <DoorPage
      title="You are invited"
      lead="Choose a name and a password."
      foot="The link works once, for 24 hours. Whoever sent it can send another."
    >
      <InvitationForm />
    </DoorPage>
  );
}
