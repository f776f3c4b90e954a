import type { Metadata } from "next";
import { AuditBoard } from "../../../components/panels/audit-board.tsx";
import { PageShell } from "../../../components/shell/page-shell.tsx";
import { PageTabs } from "../../../components/shell/page-tabs.tsx";
import { readVisit } from "../../visit.ts";

export const metadata: Metadata = { title: "Audit" };

/** Audit: who did what and when, searched and taken out as a file, with the seal of each row. */
export default async function AuditPage() {
  const { caller, me, board, serverTime } = await readVisit();
  const deeds = await caller.audit.deeds();
  return (
    <PageShell title="Audit" path="/admin/audit" me={me} board={board} serverTime={serverTime}>
      <main>
        <PageTabs of="Administration" current="/admin/audit" />
        <AuditBoard deeds={deeds} />
      </main>
    </PageShell>
  );
}
