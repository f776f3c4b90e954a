import type { Metadata } from "next";
import { IntegrationBoard } from "../../../components/panels/integration-board.tsx";
import { PageShell } from "../../../components/shell/page-shell.tsx";
import { PageTabs } from "../../../components/shell/page-tabs.tsx";
import { runningApp } from "../../../server/bridge.ts";
import { readVisit } from "../../visit.ts";

export const metadata: Metadata = { title: "Integrations" };

/** Integrations: who reports alerts, whom those call, and how another system sends its own. */
export default async function IntegrationsPage() {
  const { caller, me, board, serverTime } = await readVisit();
  const [integrations, policies] = await Promise.all([caller.integrations.list(), caller.oncall.policies()]);
  return (
    <PageShell title="Integrations" path="/alerts" me={me} board={board} serverTime={serverTime}>
      <main>
        <PageTabs of="Alerts" current="/alerts/integrations" />
        <IntegrationBoard initial={{ integrations, policies }} url={runningApp().apiDocument.servers[0]?.url ?? ""} />
      </main>
    </PageShell>
  );
}
