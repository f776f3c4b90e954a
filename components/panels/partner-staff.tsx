"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useState } from "react";
import type { Authority, Officer, OfficerState } from "../../server/hotline/authorities/contract.ts";
import { useTRPC } from "../shell/api.tsx";
import { ScopedLink } from "../shell/scoped-link.tsx";
import { Button } from "../ui/button.tsx";
import { type Status, StatusGlyph } from "../ui/status-glyph.tsx";
import { withToast } from "../ui/with-toast.ts";
import { useSubmit } from "./use-submit.ts";

const StaffDialogs = dynamic(() => import("./partner-dialogs.tsx").then((all) => all.StaffDialog), { ssr: false });
const askAgainMs = 5_000;

const states: Record<OfficerState, { glyph: Status; words: string }> = {
  active: { glyph: "ok", words: "may sign in, with a second factor" },
  invited: { glyph: "loading", words: "invited" },
  expired: { glyph: "unknown", words: "invitation not taken up" },
  suspended: { glyph: "paused", words: "suspended" },
  left: { glyph: "unknown", words: "no longer has the role partner" },
};

/** Officers and systems of one authority, and what an administrator does about them. */
export function PartnerStaff({ authority, mayManage }: { authority: Authority; mayManage: boolean }) {
  const trpc = useTRPC();
  const [asking, setAsking] = useState<"officer" | "key" | null>(null);
  const options = trpc.hotline.staff.queryOptions({ authorityId: authority.id });
  const { data: staff } = useQuery({ ...options, refetchInterval: askAgainMs });
  return (
    <section aria-labelledby="staff-title" data-testid="staff" className="border-t border-border-strong px-4 py-3">
      <header className="flex flex-wrap items-center gap-2">
        <h2 id="staff-title" className="min-w-0 grow text-lg font-semibold [overflow-wrap:anywhere]">
          {authority.name}
        </h2>
        {mayManage ? (
          <>
            <Button size="small" data-return-focus="" onClick={() => setAsking("officer")}>
              Invite officer
            </Button>
            <Button size="small" onClick={() => setAsking("key")}>
              New key
            </Button>
          </>
        ) : null}
      </header>
      <div className="mt-2 gap-8 md:grid md:grid-cols-2">
        <div>
          <h3 className="font-medium">Officers</h3>
          {staff?.officers.length === 0 ? (
            <p className="text-secondary-foreground">
              Nobody yet. An officer signs in at the portal with a second factor.
            </p>
          ) : null}
          <ul aria-label="Officers">
            {staff?.officers.map((one) => (
              <OfficerRow key={one.email} officer={one} mayManage={mayManage} />
            ))}
          </ul>
        </div>
        <div className="max-md:mt-4">
          <h3 className="font-medium">Systems</h3>
          {staff?.systems.length === 0 ? (
            <p className="text-secondary-foreground">None. A system raises cases with a key of its own.</p>
          ) : null}
          <ul aria-label="Systems">
            {staff?.systems.map((one) => (
              <li key={one.sourceId} className="flex min-h-8 items-center gap-2">
                <ScopedLink
                  href={`/sources?source=${one.sourceId}`}
                  className="min-w-0 [overflow-wrap:anywhere] text-primary hover:underline"
                >
                  {one.name}
                </ScopedLink>
                {one.revoked ? <span className="text-sm text-muted-foreground">revoked</span> : null}
              </li>
            ))}
          </ul>
        </div>
      </div>
      {asking ? <StaffDialogs authority={authority} asking={asking} onClose={() => setAsking(null)} /> : null}
    </section>
  );
}

function OfficerRow({ officer, mayManage }: { officer: Officer; mayManage: boolean }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const suspend = useMutation(trpc.people.suspend.mutationOptions());
  const resume = useMutation(trpc.people.resume.mutationOptions());
  const { busy, send } = useSubmit();
  const { personId, state } = officer;
  const press = (deed: (person: { personId: string }) => Promise<unknown>) => async () => {
    if (personId === null) return;
    await send(() =>
      deed({ personId }).catch((failure: Error) => {
        withToast((toast) => toast.error("Nothing was changed", { description: failure.message }));
        throw failure;
      }),
    );
    void queries.invalidateQueries({ queryKey: trpc.hotline.staff.queryKey() });
  };
  const { glyph, words } = states[state];
  return (
    <li data-testid="officer" data-state={state} className="flex min-h-9 flex-wrap items-center gap-x-2">
      <StatusGlyph status={glyph} />
      <span className="min-w-0 [overflow-wrap:anywhere]">
        {officer.name ?? officer.email}
        {officer.name === null ? null : <span className="text-secondary-foreground"> {officer.email}</span>}
      </span>
      <span className="text-sm text-muted-foreground">{words}</span>
      {mayManage && state === "active" ? (
        <Button size="small" disabled={busy} onClick={() => void press(suspend.mutateAsync)()}>
          Suspend<span className="sr-only"> {officer.email}</span>
        </Button>
      ) : null}
      {mayManage && state === "suspended" ? (
        <Button size="small" disabled={busy} onClick={() => void press(resume.mutateAsync)()}>
          Resume<span className="sr-only"> {officer.email}</span>
        </Button>
      ) : null}
    </li>
  );
}
