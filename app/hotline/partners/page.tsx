import type { Metadata } from "next";
import { PartnerBoard } from "../../../components/panels/partner-board.tsx";
import { PageShell } from "../../../components/shell/page-shell.tsx";
import { PageTabs } from "../../../components/shell/page-tabs.tsx";
import { readVisit } from "../../visit.ts";

export const metadata: Metadata = { title: "Partners" };

/** Partner authorities and how each is called back. */
export default async function PartnersPage() {
  const { caller, me, board, serverTime } = await readVisit();
  const authorities = await caller.hotline.authorities();
  return (
    <PageShell title="Partners" path="/hotline" me={me} board={board} serverTime={serverTime}>
      <main>
        <PageTabs of="Hotline" current="/hotline/partners" />
        <PartnerBoard
          initial={authorities}
          mayManage={me.permissions.includes("authorities.manage")}
          mayInspect={me.permissions.includes("authorities.inspect")}
        />
      </main>
    </PageShell>
  );
}
