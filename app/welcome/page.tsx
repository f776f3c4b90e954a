import type { Metadata } from "next";
import { DoorPage } from "../../components/shell/door-page.tsx";
import { WelcomeForm } from "../../components/shell/welcome-form.tsx";

export const metadata: Metadata = { title: "Welcome", referrer: "no-referrer" };

/** Where the one-time link of the first admin leads. Its token stands behind the #, which is never sent to a server. */
export default function WelcomePage() {
  return (
    <DoorPage
      title="Welcome"
      lead="You are the first person here. Make the account of the first admin."
      foot="The link works once, for 24 hours. Start the server again for a new one."
    >
      <WelcomeForm />
    </DoorPage>
  );
}
