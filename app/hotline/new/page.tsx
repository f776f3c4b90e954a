import type { Metadata } from "next";
import { CallForm } from "../../../components/panels/call-form.tsx";
import { PageShell } from "../../../components/shell/page-shell.tsx";
import { PageTabs } from "../../../components/shell/page-tabs.tsx";
import { readVisit } from "../../visit.ts";

export const metadata: Metadata = { title: "New by phone" };

/** What an authority says on the phone becomes a case. */
export default async function NewCasePage() {
  const { caller, me, board, serverTime } = await readVisit();
  const authorities = await caller.hotline.authorities();
  return (
    <PageShell title="New by phone" path="/hotline" me={me} board={board} serverTime={serverTime}>
      <main>
        <PageTabs of="Hotline" current="/hotline/new" />
        <CallForm authorities={authorities} />
      </main>
    </PageShell>
  );
}
