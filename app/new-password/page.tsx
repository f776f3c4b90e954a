import type { Metadata } from "next";
import { DoorPage } from "../../components/shell/door-page.tsx";
import { NewPasswordForm } from "../../components/shell/new-password-form.tsx";

export const metadata: Metadata = { title: "New password", referrer: "no-referrer" };

/** Where the one-time link of a reset leads. Its token stands behind the #, which is never sent to a server. */
export default function NewPasswordPage() {
  return (
    <DoorPage
      title="New password"
      lead="It takes the place of the old one, and you are signed out everywhere else."
      foot="The link works once, for 24 hours. Whoever sent it can send another."
    >
      <NewPasswordForm />
    </DoorPage>
  );
}
