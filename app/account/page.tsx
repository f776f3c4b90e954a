import type { Metadata } from "next";
import { AccountBoard } from "../../components/panels/account-board.tsx";
import { BarePage } from "../../components/shell/bare-page.tsx";
import { PageShell } from "../../components/shell/page-shell.tsx";
import { readOwnVisit } from "../visit.ts";

export const metadata: Metadata = { title: "Your account" };

/** The own account of whoever is signed in; with nothing around it where nothing else is open to them. */
export default async function AccountPage() {
  const { account, frame, serverTime } = await readOwnVisit();
  if (frame === null) {
    return (
      <BarePage title="Your account">
        <AccountBoard initial={account} />
      </BarePage>
    );
  }
  const [me, board] = frame;
  return (
    <PageShell title="Your account" path="/account" me={me} board={board} serverTime={serverTime}>
      <main>
        <AccountBoard initial={account} />
      </main>
    </PageShell>
  );
}
