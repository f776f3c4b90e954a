import type { Metadata } from "next";
import { GrowthBoard } from "../../components/panels/growth-board.tsx";
import { PageShell } from "../../components/shell/page-shell.tsx";
import { readVisit } from "../visit.ts";

export const metadata: Metadata = { title: "Growth" };

/** Growth: how many users there are, who comes and goes, and whether abuse outruns it. */
export default async function GrowthPage() {
  const { me, board, serverTime } = await readVisit();
  const scope = {
    ranges: ["24h", "7d", "30d", "90d", "1y"] as const,
    range: "7d" as const,
    comparison: null,
  };
  return (
    <PageShell title="Growth" path="/growth" scope={scope} me={me} board={board} serverTime={serverTime}>
      <main>
        <GrowthBoard mayExport={me.permissions.includes("series.export")} />
      </main>
    </PageShell>
  );
}
