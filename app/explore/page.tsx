import type { Metadata } from "next";
import { ExploreBoard } from "../../components/panels/explore-board.tsx";
import { PageShell } from "../../components/shell/page-shell.tsx";
import { readVisit } from "../visit.ts";

export const metadata: Metadata = { title: "Explore" };

/** Explore: one large chart of anything that is counted, by any two dimensions, over any range, beside an earlier one. */
export default async function ExplorePage() {
  const { me, board, serverTime } = await readVisit();
  const scope = {
    ranges: ["5m", "15m", "40m", "2h", "6h", "24h", "7d", "30d", "90d", "1y", "all"] as const,
    range: "24h" as const,
    comparison: null,
  };
  return (
    <PageShell title="Explore" path="/explore" scope={scope} me={me} board={board} serverTime={serverTime}>
      <main>
        <ExploreBoard mayExport={me.permissions.includes("series.export")} />
      </main>
    </PageShell>
  );
}
