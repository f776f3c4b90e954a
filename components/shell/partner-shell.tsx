import type { ReactNode } from "react";
import type { Portal } from "../../server/hotline/portal/contract.ts";
import { LiveProvider } from "../live/live-provider.tsx";
import { ApiProvider } from "./api.tsx";
import { Mark } from "./mark.tsx";
import { PersonMenu } from "./person-menu.tsx";
import { PortalPill } from "./portal-pill.tsx";
import { ServerTime } from "./server-time.tsx";
import { VisitorProvider } from "./visitor.tsx";

/** What stands around the pages of an officer: whose portal it is, the time, the line. Nothing of the platform's own. */
export function PartnerShell({
  portal,
  serverTime,
  children,
}: {
  portal: Portal;
  serverTime: number;
  children: ReactNode;
}) {
  const { authority, officer } = portal;
  const me = { ...officer, roles: ["partner" as const], permissions: ["portal.use" as const] };
  return (
    <ApiProvider>
      <VisitorProvider me={me}>
        <LiveProvider page={{ serverTime, cursor: 0, cases: [], personId: me.personId }}>
          <header className="border-b border-border">
            <div className="mx-auto flex min-h-14 max-w-[1120px] flex-wrap items-center gap-x-3 gap-y-1 px-4">
              <a href="/partner" className="flex min-h-11 items-center gap-2.5" aria-label="Your cases">
                <Mark size={24} />
                <span className="text-lg font-semibold">Hotline</span>
              </a>
              <span className="min-w-0 truncate text-secondary-foreground max-md:max-w-40" title={authority.name}>
                {authority.name}, {authority.country}
              </span>
              <div className="ml-auto flex items-center gap-3">
                <span className="max-md:hidden">
                  <ServerTime />
                </span>
                <PortalPill />
                <PersonMenu name={officer.name} roles={me.roles} />
              </div>
            </div>
          </header>
          <main className="mx-auto max-w-[1120px] px-4 py-6">{children}</main>
        </LiveProvider>
      </VisitorProvider>
    </ApiProvider>
  );
}
