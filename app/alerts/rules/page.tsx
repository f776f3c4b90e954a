import type { Metadata } from "next";
import { RuleBoard } from "../../../components/panels/rule-board.tsx";
import { PageShell } from "../../../components/shell/page-shell.tsx";
import { PageTabs } from "../../../components/shell/page-tabs.tsx";
import { readVisit } from "../../visit.ts";

export const metadata: Metadata = { title: "Metric rules" };

/** Metric rules: which counts are watched, how each stands, and when one would have fired. */
export default async function RulesPage() {
  const { caller, me, board, serverTime } = await readVisit();
  const rules = await caller.rules.list();
  return (
    <PageShell title="Metric rules" path="/alerts" me={me} board={board} serverTime={serverTime}>
      <main>
        <PageTabs of="Alerts" current="/alerts/rules" />
        <RuleBoard initial={rules} />
      </main>
    </PageShell>
  );
}
