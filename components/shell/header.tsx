import type { ReactNode } from "react";
import { pageOfPath } from "../../server/views/address/contract.ts";
import { ViewsButton } from "../panels/views-button.tsx";
import { OnCallNow } from "./after-page.tsx";
import { JumpButton } from "./jump-button.tsx";
import { LivePill } from "./live-pill.tsx";
import { Mark } from "./mark.tsx";
import { type Scope, ScopeControls } from "./scope-controls.tsx";
import { ServerTime } from "./server-time.tsx";
import { SoundButton } from "./sound-button.tsx";

/** What is shown and since when, left; server time, the state of the line and the way elsewhere, right. */
export function Header({ title, path, menu, scope }: { title: string; path: string; menu: ReactNode; scope?: Scope }) {
  const page = pageOfPath(path);
  return (
    <header className="sticky top-0 z-20 flex min-h-12 flex-wrap items-center gap-x-2 border-b border-border bg-background px-4 max-md:min-h-11 max-md:gap-y-1 max-md:pb-1">
      <span className="max-[359px]:hidden md:hidden">
        <Mark size={22} />
      </span>
      <h1 className="text-base font-medium max-md:sr-only">{title}</h1>
      <div className="flex items-center max-md:order-last max-md:-mx-2 max-md:w-full max-md:flex-wrap">
        <span className="mr-1 ml-1 h-3 w-px bg-border-strong max-md:hidden" aria-hidden="true" />
        <ScopeControls scope={scope} />
        {page ? <ViewsButton page={page} /> : null}
      </div>
      <div className="ml-auto flex items-center gap-3 max-md:h-11 max-md:gap-2">
        <OnCallNow />
        <SoundButton />
        <span className="max-md:hidden">
          <ServerTime />
        </span>
        <LivePill />
        <JumpButton />
        <div className="md:hidden">{menu}</div>
      </div>
    </header>
  );
}
