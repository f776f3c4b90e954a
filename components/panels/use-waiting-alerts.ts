"use client";

import { useQuery } from "@tanstack/react-query";
import type { WaitingAlerts } from "../../server/alerts/contract.ts";
import { useTRPC } from "../shell/api.tsx";
import { useMay } from "../shell/visitor.tsx";

const askAgainMs = 5_000;

/** The alerts that wait for somebody, for whoever may read them; null for others and before the first answer. */
export function useWaitingAlerts(): WaitingAlerts | null {
  const trpc = useTRPC();
  const enabled = useMay("alerts.read");
  const { data } = useQuery({ ...trpc.alerts.waiting.queryOptions(), enabled, refetchInterval: askAgainMs });
  return data ?? null;
}
