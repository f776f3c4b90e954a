import type { Metadata } from "next";
import { PeopleBoard } from "../../../components/panels/people-board.tsx";
import { PageShell } from "../../../components/shell/page-shell.tsx";
import { PageTabs } from "../../../components/shell/page-tabs.tsx";
import { readVisit } from "../../visit.ts";

export const metadata: Metadata = { title: "People" };

/** People: who may do what here, who is invited, who is signed in where. */
export default async function PeoplePage() {
  const { caller, me, board, serverTime } = await readVisit();
  const [people, invitations] = await Promise.all([caller.people.list(), caller.people.invitations()]);
  return (
    <PageShell title="People" path="/admin/people" me={me} board={board} serverTime={serverTime}>
      <main>
        <PageTabs of="Administration" current="/admin/people" />
        <PeopleBoard people={people} invitations={invitations} mayManage={me.permissions.includes("people.manage")} />
      </main>
    </PageShell>
  );
}
