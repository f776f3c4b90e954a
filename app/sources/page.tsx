import type { Metadata } from "next";
import { SourceBoard } from "../../components/panels/source-board.tsx";
import { PageShell } from "../../components/shell/page-shell.tsx";
import { readVisit } from "../visit.ts";

export const metadata: Metadata = { title: "Sources" };

/** Sources: which systems send to us, whether they are fresh, what of them was refused, with which keys. */
export default async function SourcesPage() {
  const { caller, me, board, serverTime } = await readVisit();
  const sources = await caller.sources.overview();
  const rights = {
    inspect: me.permissions.includes("sources.inspect"),
    manage: me.permissions.includes("sources.manage"),
    void: me.permissions.includes("counts.void"),
  };
  return (
    <PageShell title="Sources" path="/sources" me={me} board={board} serverTime={serverTime}>
      <main>
        <SourceBoard initial={sources} rights={rights} />
      </main>
    </PageShell>
  );
}
