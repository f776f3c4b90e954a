"use client";

import { useQuery } from "@tanstack/react-query";
import type { SavedView } from "../../server/views/contract.ts";
import { useTRPC } from "../shell/api.tsx";

const askAgainMs = 15_000;

/** The own views, then the shared ones of others; undefined before the first answer. */
export function useViews(): readonly SavedView[] | undefined {
  const trpc = useTRPC();
  return useQuery({ ...trpc.views.list.queryOptions(), refetchInterval: askAgainMs, staleTime: askAgainMs }).data;
}
