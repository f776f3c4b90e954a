"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { PersonSession } from "../../server/identity/session/contract.ts";
import { useTRPC } from "../shell/api.tsx";
import { Button } from "../ui/button.tsx";
import { FormError } from "../ui/form-error.tsx";
import { dayAndTime, utc } from "../ui/format-time.ts";
import { withToast } from "../ui/with-toast.ts";
import { Panel } from "./panel.tsx";
import { useSubmit } from "./use-submit.ts";

const askAgainMs = 15_000;

/** Where one is signed in, and how to end it there. */
export function AccountSessions() {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const asked = useQuery({ ...trpc.account.sessions.queryOptions(), refetchInterval: askAgainMs });
  const endOne = useMutation(trpc.account.endSession.mutationOptions());
  const endOthers = useMutation(trpc.account.endOtherSessions.mutationOptions());
  const { busy, error, send } = useSubmit();
  const sessions = asked.data ?? [];
  const end = (deed: () => Promise<unknown>, done: string) =>
    send(async () => {
      try {
        await deed();
      } finally {
        await queries.invalidateQueries({ queryKey: trpc.account.sessions.queryKey() });
      }
      withToast((toast) => toast(done));
    });
  return (
    <Panel
      id="sessions"
      title="Sessions"
      unit={asked.data ? `${sessions.length}` : "loading"}
      className="border-b border-border py-3"
      liveness={null}
    >
      <div className="px-4">
        <p className="max-w-[64ch] text-secondary-foreground">
          Where you are signed in. One that is ended closes at once.
        </p>
        <ul aria-label="Your sessions" className="mt-2 border-t border-border">
          {sessions.map((session) => (
            <li key={session.id} className="flex min-h-9 flex-wrap items-center gap-x-3 border-b border-border py-1">
              <span className="min-w-0 grow basis-40 font-medium [overflow-wrap:anywhere]">
                {session.browser ?? "Unknown browser"}
                {session.current ? <span className="font-normal text-secondary-foreground">, this one</span> : null}
              </span>
              <span className="text-sm text-muted-foreground">{sessionWords(session)}</span>
              {session.current ? null : (
                <Button
                  size="small"
                  variant="quiet"
                  disabled={busy}
                  aria-label={`End the session of ${session.browser ?? "an unknown browser"}, since ${dayAndTime(session.since, utc)} UTC`}
                  onClick={() => void end(() => endOne.mutateAsync({ sessionId: session.id }), "The session is ended")}
                >
                  End
                </Button>
              )}
            </li>
          ))}
        </ul>
        {asked.error && !asked.data ? (
          <p className="mt-2 text-secondary-foreground" role="status">
            The sessions could not be read. They are asked for again every few seconds.
          </p>
        ) : null}
        <FormError message={error} />
        {sessions.length > 1 ? (
          <Button
            className="mt-3"
            disabled={busy}
            onClick={() => void end(() => endOthers.mutateAsync(), "You are signed in only here")}
          >
            End all others
          </Button>
        ) : null}
      </div>
    </Panel>
  );
}

function sessionWords({ network, since, lastUsedAt }: PersonSession): string {
  const from = network === null ? "" : `from ${network}, `;
  const used = lastUsedAt === null ? "" : `, last used ${dayAndTime(lastUsedAt, utc)} UTC`;
  return `${from}since ${dayAndTime(since, utc)} UTC${used}`;
}
