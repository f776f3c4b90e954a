import type { Metadata } from "next";
import { OncallBoard } from "../../components/panels/oncall-board.tsx";
import { PageShell } from "../../components/shell/page-shell.tsx";
import { PageTabs } from "../../components/shell/page-tabs.tsx";
import { readVisit } from "../visit.ts";

export const metadata: Metadata = { title: "On call" };

/** On call: who is called now and in the next 14 days, who after whom, and how oneself is notified. */
export default async function OncallPage() {
  const { caller, me, board, serverTime } = await readVisit();
  const mayOverride = me.permissions.includes("oncall.override");
  const [schedules, overrides, policies, feeds, people, rules, channels, contacts] = await Promise.all([
    caller.oncall.schedules(),
    caller.oncall.overrides(),
    caller.oncall.policies(),
    caller.oncall.feeds(),
    mayOverride ? caller.oncall.people() : undefined,
    mayOverride ? caller.oncall.notificationRules() : undefined,
    mayOverride ? caller.oncall.channels() : undefined,
    mayOverride ? caller.oncall.contacts() : undefined,
  ]);
  return (
    <PageShell title="On call" path="/on-call" me={me} board={board} serverTime={serverTime}>
      <main>
        <PageTabs of="On call" current="/on-call" />
        <OncallBoard initial={{ schedules, overrides, policies, feeds, people, rules, channels, contacts }} />
      </main>
    </PageShell>
  );
}
