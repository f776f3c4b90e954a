import type { Metadata } from "next";
import { SilenceBoard } from "../../../components/panels/silence-board.tsx";
import { PageShell } from "../../../components/shell/page-shell.tsx";
import { PageTabs } from "../../../components/shell/page-tabs.tsx";
import { readVisit } from "../../visit.ts";

export const metadata: Metadata = { title: "Silences" };

/** Silences: which alerts page nobody, until when, why and who answers for it. */
export default async function SilencesPage() {
  const { caller, me, board, serverTime } = await readVisit();
  const silences = await caller.alerts.silences();
  return (
    <PageShell title="Silences" path="/alerts" me={me} board={board} serverTime={serverTime}>
      <main>
        <PageTabs of="Alerts" current="/alerts/silences" />
        <SilenceBoard initial={silences} />
      </main>
    </PageShell>
  );
}
