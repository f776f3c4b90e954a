import type { Metadata } from "next";
import { HandoverBoard } from "../../../components/panels/handover-board.tsx";
import { PageShell } from "../../../components/shell/page-shell.tsx";
import { PageTabs } from "../../../components/shell/page-tabs.tsx";
import { readVisit } from "../../visit.ts";

export const metadata: Metadata = { title: "Hand-over" };

/** Hand-over: what one shift leaves to the next, over all that is open. */
export default async function HandoverPage() {
  const { caller, me, board, serverTime } = await readVisit();
  const [handOvers, schedules, inbox, queue, silences] = await Promise.all([
    caller.oncall.handOvers(),
    caller.oncall.now(),
    caller.alerts.inbox(),
    caller.hotline.queue(),
    caller.alerts.silences(),
  ]);
  return (
    <PageShell title="Hand-over" path="/on-call" me={me} board={board} serverTime={serverTime}>
      <main>
        <PageTabs of="On call" current="/on-call/handover" />
        <HandoverBoard initial={{ handOvers, schedules, inbox, queue, silences }} />
      </main>
    </PageShell>
  );
}
