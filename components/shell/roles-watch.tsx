"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useLive } from "../live/live-provider.tsx";
import { useHotlineView } from "../live/use-connection.ts";
import { useTRPC } from "./api.tsx";
import { useVisitor } from "./visitor.tsx";

/**
 * A change of roles ends the socket. When it is back the page asks what its person may now, and is drawn anew if that
 * is something else: no press stays that would be refused, and a page that they may not see any more goes.
 */
export function RolesWatch() {
  const { line } = useLive();
  const { roles } = useVisitor();
  const trpc = useTRPC();
  const queries = useQueryClient();
  useEffect(
    () =>
      line.onReady((first) => {
        if (first) return;
        const asked = queries.fetchQuery({ ...trpc.session.me.queryOptions(), staleTime: 0, retry: 2 });
        void asked.then(
          (me) => {
            if (me.roles.toSorted().join() !== roles.toSorted().join()) window.location.reload();
          },
          (failure: { data?: { code?: string } | null }) => {
            if (failure.data?.code === "FORBIDDEN") window.location.reload();
          },
        );
      }),
    [line, roles, trpc, queries],
  );
  const refused = useHotlineView().refusal !== null;
  const before = useRef(refused);
  // Where that question is not answered, what is asked for seldom is not drawn on for those who may not see it any more.
  useEffect(() => {
    if (before.current === refused) return;
    before.current = refused;
    void queries.invalidateQueries();
  }, [queries, refused]);
  return null;
}
