import type { Metadata } from "next";
import { SystemBoard } from "../../../components/panels/system-board.tsx";
import { PageShell } from "../../../components/shell/page-shell.tsx";
import { PageTabs } from "../../../components/shell/page-tabs.tsx";
import { readVisit } from "../../visit.ts";

export const metadata: Metadata = { title: "System" };

/** System: what runs here with which settings, what is kept how long, how the chores do. */
export default async function SystemPage() {
  const { caller, me, board, serverTime } = await readVisit();
  const overview = await caller.system.overview();
  return (
    <PageShell title="System" path="/admin/system" me={me} board={board} serverTime={serverTime}>
      <main>
        <PageTabs of="Administration" current="/admin/system" />
        <SystemBoard initial={overview} />
      </main>
    </PageShell>
  );
}
