import type { Metadata } from "next";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { LiveProvider } from "../../components/live/live-provider.tsx";
import { ExploreBoard } from "../../components/panels/explore-board.tsx";
import { HotlineNotices } from "../../components/panels/hotline-notices.tsx";
import { ApiProvider } from "../../components/shell/api.tsx";
import { Header } from "../../components/shell/header.tsx";
import { PersonMenu } from "../../components/shell/person-menu.tsx";
import { Rail } from "../../components/shell/rail.tsx";
import { ZoneControl } from "../../components/shell/scope-controls.tsx";
import { StatusLine } from "../../components/shell/status-line.tsx";
import { runningApp } from "../../server/bridge.ts";

export const metadata: Metadata = { title: "Explore" };

/** Explore: one large chart of anything that is counted, by any two dimensions, over any range, beside an earlier one. */
export default async function ExplorePage() {
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
          <Rail menu={menu} current="/explore" />
          <div className="min-w-0 grow">
            <Header title="Explore" menu={menu} controls={<ZoneControl />} />
            <StatusLine />
            <main>
              <ExploreBoard />
            </main>
          </div>
        </div>
        <HotlineNotices />
      </LiveProvider>
    </ApiProvider>
  );
}
