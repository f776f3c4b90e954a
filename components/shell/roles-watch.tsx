"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { useLive } from "../live/live-provider.tsx";
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
  return null;
}
