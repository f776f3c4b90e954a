import type { ReactNode } from "react";
import type { HotlineBoard } from "../../server/hotline/contract.ts";
import { LiveProvider } from "../live/live-provider.tsx";
import { AnnotationDesk } from "../panels/annotation-desk.tsx";
import { HotlineNotices } from "../panels/hotline-notices.tsx";
import { PageNotices, ShiftNotices } from "./after-page.tsx";
import { ApiProvider } from "./api.tsx";
import { Header } from "./header.tsx";
import { PageKeys } from "./page-keys.tsx";
import { PersonMenu } from "./person-menu.tsx";
import { Rail } from "./rail.tsx";
import { RolesWatch } from "./roles-watch.tsx";
import type { Scope } from "./scope-controls.tsx";
import { StatusLine } from "./status-line.tsx";
import { type Visitor, VisitorProvider } from "./visitor.tsx";

/** What stands around every page of a person who is signed in. */
export function PageShell({
  title,
  path,
  scope,
  me,
  board,
  serverTime,
  children,
}: {
  title: string;
  path: string;
  scope?: Scope;
  me: Visitor;
  board: HotlineBoard;
  serverTime: number;
  children: ReactNode;
}) {
  const menu = <PersonMenu name={me.name} roles={me.roles} />;
  return (
    <ApiProvider>
      <VisitorProvider me={me}>
        <LiveProvider page={{ serverTime, cursor: board.cursor, cases: board.cases, personId: me.personId }}>
          <AnnotationDesk>
            <div className="flex">
              <Rail menu={menu} current={path} />
              <div className="min-w-0 grow">
                <Header title={title} path={path} menu={menu} scope={scope} />
                <StatusLine />
                <ShiftNotices />
                {children}
              </div>
            </div>
            <HotlineNotices />
            <PageNotices />
            <PageKeys />
            <RolesWatch />
          </AnnotationDesk>
        </LiveProvider>
      </VisitorProvider>
    </ApiProvider>
  );
}
