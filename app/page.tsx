import type { Metadata } from "next";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { LiveProvider } from "../components/live/live-provider.tsx";
import { CategoryMultiples } from "../components/panels/category-multiples.tsx";
import { GrowthPanel } from "../components/panels/growth-panel.tsx";
import { HotlineCases } from "../components/panels/hotline-cases.tsx";
import { HotlineNotices } from "../components/panels/hotline-notices.tsx";
import { HotlinePanel } from "../components/panels/hotline-panel.tsx";
import { KeyFigures } from "../components/panels/key-figures.tsx";
import { Sources } from "../components/panels/sources.tsx";
import { SpokenSummary } from "../components/panels/spoken-summary.tsx";
import { TakedownsPanel } from "../components/panels/takedowns-panel.tsx";
import { ApiProvider } from "../components/shell/api.tsx";
import { Header } from "../components/shell/header.tsx";
import { PersonMenu } from "../components/shell/person-menu.tsx";
import { Rail } from "../components/shell/rail.tsx";
import { StatusLine } from "../components/shell/status-line.tsx";
import { runningApp } from "../server/bridge.ts";

export const metadata: Metadata = { title: "Now" };

/** Now: what is happening, is it us or the data, and what waits for a person. */
export default async function NowPage() {
  const { api, clock, identity } = runningApp();
  const cookie = (await headers()).get("cookie") ?? undefined;
  if ((await identity.readSession({ cookie })) === null) redirect("/sign-in");
  const caller = api.callerFor({ cookie });
  const [me, board] = await Promise.all([caller.session.me(), caller.hotline.board()]);
  const menu = <PersonMenu name={me.name} roles={me.roles} />;
  return (
    <ApiProvider>
      <LiveProvider page={{ serverTime: clock.now(), cursor: board.cursor, cases: board.cases }}>
        <div className="flex">
          <Rail menu={menu} />
          <div className="min-w-0 grow">
            <Header title="Worldwide" menu={menu} />
            <StatusLine />
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
          </div>
        </div>
        <HotlineNotices />
        <SpokenSummary />
      </LiveProvider>
    </ApiProvider>
  );
}
