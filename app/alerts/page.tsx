import type { Metadata } from "next";
import { AlertBoard } from "../../components/panels/alert-board.tsx";
import { PageShell } from "../../components/shell/page-shell.tsx";
import { PageTabs } from "../../components/shell/page-tabs.tsx";
import { readVisit } from "../visit.ts";

export const metadata: Metadata = { title: "Alerts" };

/** Alerts: what other systems report, who has it, what was done. */
export default async function AlertsPage() {
  const { caller, me, board, serverTime } = await readVisit();
  const mayAct = me.permissions.includes("alerts.act");
  const [inbox, responders] = await Promise.all([caller.alerts.inbox(), mayAct ? caller.alerts.responders() : null]);
  return (
    <PageShell title="Alerts" path="/alerts" me={me} board={board} serverTime={serverTime}>
      <main>
        <PageTabs of="Alerts" current="/alerts" />
        <AlertBoard initial={inbox} responders={responders} />
      </main>
    </PageShell>
  );
}
