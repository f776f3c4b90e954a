import type { Metadata } from "next";
import { CategoryMultiples } from "../components/panels/category-multiples.tsx";
import { GrowthPanel } from "../components/panels/growth-panel.tsx";
import { HotlineCases } from "../components/panels/hotline-cases.tsx";
import { HotlinePanel } from "../components/panels/hotline-panel.tsx";
import { KeyFigures } from "../components/panels/key-figures.tsx";
import { Sources } from "../components/panels/sources.tsx";
import { SpokenSummary } from "../components/panels/spoken-summary.tsx";
import { TakedownsPanel } from "../components/panels/takedowns-panel.tsx";
import { PageShell } from "../components/shell/page-shell.tsx";
import { readVisit } from "./visit.ts";

// The template of the layout is for the pages below it, and this one stands beside it.
export const metadata: Metadata = { title: { absolute: "Now · Watchfloor" } };

/** Now: what is happening, is it us or the data, and what waits for a person. */
export default async function NowPage() {
  const { me, board, serverTime } = await readVisit();
  return (
    <PageShell
      title="Worldwide"
      path="/"
      scope={{ ranges: ["40m", "2h"], range: "40m", comparison: "last_week" }}
      me={me}
      board={board}
      serverTime={serverTime}
    >
      <main className="flex flex-col xl:grid xl:grid-cols-[minmax(0,1fr)_312px]">
        <div className="order-2 min-w-0 max-xl:border-t xl:order-none xl:border-r">
          <KeyFigures />
          <div className="border-b pt-1 pb-1">
            <TakedownsPanel />
          </div>
          <div className="border-b pt-1">
            <CategoryMultiples />
          </div>
          <div className="pairs border-b">
            <GrowthPanel />
            <HotlinePanel initial={board} />
          </div>
        </div>
        <aside aria-label="Waiting and sources" className="min-w-0 max-xl:contents">
          <HotlineCases mayAct={me.permissions.includes("hotline.act")} />
          <div className="order-3">
            <Sources />
          </div>
        </aside>
      </main>
      <SpokenSummary />
    </PageShell>
  );
}
