"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ChevronDown } from "lucide-react";
import dynamic from "next/dynamic";
import { useSearchParams } from "next/navigation";
import { parseAsInteger, useQueryState } from "nuqs";
import { useState } from "react";
import type { ViewPage } from "../../server/views/address/contract.ts";
import { addressOfView, type SavedView, type ShownPage, sameParameters, shownBy } from "../../server/views/contract.ts";
import { useTRPC } from "../shell/api.tsx";
import { useMay } from "../shell/visitor.tsx";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuLabel,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "../ui/dropdown-menu.tsx";
import { withToast } from "../ui/with-toast.ts";
import { useViews } from "./use-views.ts";

const ViewDialogs = dynamic(() => import("./view-dialogs.tsx").then((all) => all.ViewDialogs), { ssr: false });

/** What is being done to a view. */
export type ViewDeed = { name: "save" } | { name: "rename"; view: SavedView } | { name: "delete"; view: SavedView };

const pageNames: Record<ViewPage, string> = { now: "Now", explore: "Explore", growth: "Growth" };

/** The saved views: which one is open, the way to others, and what can be done with what is shown. */
export function ViewsMenu({ page }: { page: ViewPage }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const maySave = useMay("views.save");
  const mayDelete = useMay("views.delete");
  const mayClear = useMay("people.manage");
  const here = useSearchParams();
  const [id, setId] = useQueryState("view", parseAsInteger);
  const views = useViews();
  const change = useMutation(trpc.views.change.mutationOptions());
  const [deed, setDeed] = useState<ViewDeed | null>(null);

  const shown = shownBy(page, here);
  const open = views?.find((view) => view.id === id && view.page === page);
  const changed = open !== undefined && !sameParameters(open.parameters, shown.parameters);
  const own = maySave && open?.own;
  const askAgain = () => queries.invalidateQueries({ queryKey: trpc.views.list.queryKey() });
  function alter({ id, version }: SavedView, next: { shared: boolean } | { shown: ShownPage }, words: string): void {
    change
      .mutateAsync({ id, version, ...next })
      .then(askAgain)
      .then(
        () => withToast((toast) => toast(words)),
        (failure: Error) => withToast((toast) => toast.error(failure.message)),
      );
  }

  return (
    <>
      <DropdownMenu>
        <DropdownMenuTrigger
          data-testid="views"
          data-return-focus=""
          className="inline-flex h-7 items-center gap-1.5 rounded-sm px-2 text-base whitespace-nowrap hover:bg-secondary max-md:h-10"
        >
          <span className="text-muted-foreground">{id === null ? "Views" : "View"}</span>
          {id === null ? null : (
            <span className="max-w-48 truncate font-medium">{open?.name ?? (views ? "not there" : "…")}</span>
          )}
          {changed ? <span className="text-primary">changed</span> : null}
          <ChevronDown size={12} className="text-muted-foreground" aria-hidden />
        </DropdownMenuTrigger>
        <DropdownMenuContent align="start" className="max-h-[min(480px,70dvh)] max-w-80 overflow-y-auto">
          <Listed title="Yours" views={views?.filter((view) => view.own) ?? []} open={open} />
          <Listed title="Shared by others" views={views?.filter((view) => !view.own) ?? []} open={open} />
          {views?.length === 0 ? (
            <DropdownMenuLabel>
              {maySave ? "None yet. Save what this page shows." : "None is shared with you yet."}
            </DropdownMenuLabel>
          ) : null}
          {maySave ? (
            <>
              <DropdownMenuSeparator />
              <DropdownMenuItem onSelect={() => setDeed({ name: "save" })}>Save as a new view…</DropdownMenuItem>
            </>
          ) : null}
          {own && changed ? (
            <DropdownMenuItem onSelect={() => alter(open, { shown }, `“${open.name}” is overwritten`)}>
              Overwrite with what is shown
            </DropdownMenuItem>
          ) : null}
          {own ? (
            <>
              <DropdownMenuItem
                onSelect={() =>
                  alter(open, { shared: !open.shared }, open.shared ? "Only you see it now" : "Everybody sees it now")
                }
              >
                {open.shared ? "Stop sharing" : "Share with everybody"}
              </DropdownMenuItem>
              <DropdownMenuItem onSelect={() => setDeed({ name: "rename", view: open })}>Rename…</DropdownMenuItem>
            </>
          ) : null}
          {open && mayDelete && (open.own || (open.orphaned && mayClear)) ? (
            <DropdownMenuItem onSelect={() => setDeed({ name: "delete", view: open })}>Delete…</DropdownMenuItem>
          ) : null}
        </DropdownMenuContent>
      </DropdownMenu>
      {deed ? (
        <ViewDialogs
          deed={deed}
          shown={shown}
          onClose={() => setDeed(null)}
          onDone={async (next) => {
            await askAgain();
            if (next !== id) await setId(next);
          }}
        />
      ) : null}
    </>
  );
}

function Listed({ title, views, open }: { title: string; views: readonly SavedView[]; open: SavedView | undefined }) {
  if (views.length === 0) return null;
  return (
    <>
      <DropdownMenuLabel>{title}</DropdownMenuLabel>
      {views.map((view) => (
        <DropdownMenuItem key={view.id} asChild>
          <a href={addressOfView(view)} aria-current={view === open ? "true" : undefined}>
            <span className="min-w-0 grow truncate">{view.name}</span>
            <span className="max-w-32 flex-none truncate text-sm text-muted-foreground">
              {[pageNames[view.page], view.own ? (view.shared ? "shared" : null) : view.owner]
                .filter(Boolean)
                .join(", ")}
            </span>
          </a>
        </DropdownMenuItem>
      ))}
    </>
  );
}
