import type { Metadata } from "next";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { LiveProvider } from "../../components/live/live-provider.tsx";
import { HotlineNotices } from "../../components/panels/hotline-notices.tsx";
import { SourceBoard } from "../../components/panels/source-board.tsx";
import { ApiProvider } from "../../components/shell/api.tsx";
import { Header } from "../../components/shell/header.tsx";
import { PersonMenu } from "../../components/shell/person-menu.tsx";
import { Rail } from "../../components/shell/rail.tsx";
import { ZoneControl } from "../../components/shell/scope-controls.tsx";
import { StatusLine } from "../../components/shell/status-line.tsx";
import { runningApp } from "../../server/bridge.ts";

export const metadata: Metadata = { title: "Sources" };

/** Sources: which systems send to us, whether they are fresh, what of them was refused, with which keys. */
export default async function SourcesPage() {
  const { api, clock, identity } = runningApp();
  const cookie = (await headers()).get("cookie") ?? undefined;
  if ((await identity.readSession({ cookie })) === null) redirect("/sign-in");
  const caller = api.callerFor({ cookie });
  const [me, board, sources] = await Promise.all([
    caller.session.me(),
    caller.hotline.board(),
    caller.sources.overview(),
  ]);
  const menu = <PersonMenu name={me.name} roles={me.roles} />;
  const rights = {
    inspect: me.permissions.includes("sources.inspect"),
    manage: me.permissions.includes("sources.manage"),
    void: me.permissions.includes("counts.void"),
  };
  return (
    <ApiProvider>
      <LiveProvider page={{ serverTime: clock.now(), cursor: board.cursor, cases: board.cases }}>
        <div className="flex">
          <Rail menu={menu} current="/sources" />
          <div className="min-w-0 grow">
            <Header title="Sources" menu={menu} controls={<ZoneControl />} />
            <StatusLine />
            <main>
              <SourceBoard initial={sources} rights={rights} />
            </main>
          </div>
        </div>
        <HotlineNotices />
      </LiveProvider>
    </ApiProvider>
  );
}
