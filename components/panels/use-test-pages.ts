"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { TestPage } from "../../server/alerts/delivery/contract.ts";
import type { Channel } from "../../server/oncall/notification/contract.ts";
import { useTRPC } from "../shell/api.tsx";
import { useMay } from "../shell/visitor.tsx";
import { withToast } from "../ui/with-toast.ts";

/** How often it is asked what became of a test page: while one is under way, and otherwise. */
const askAgainMs = { underWay: 1_000, settled: 30_000 };

export interface TestPages {
  pages: readonly TestPage[];
  busy: boolean;
  send(channel: Channel): void;
}

/** The reader's newest test page by each channel, and how to send another. */
export function useTestPages(): TestPages {
  const { alerts } = useTRPC();
  const queries = useQueryClient();
  const options = alerts.testPages.queryOptions();
  const { data = [] } = useQuery({
    ...options,
    enabled: useMay("oncall.override"),
    refetchInterval: ({ state }) => (state.data?.some(isUnderWay) ? askAgainMs.underWay : askAgainMs.settled),
  });
  const { mutate, isPending } = useMutation(
    alerts.sendTestPage.mutationOptions({
      onSettled: () => queries.invalidateQueries({ queryKey: options.queryKey }),
      onError: ({ data: answer, message }) => {
        const description = answer ? message : "The server did not answer. Try again.";
        withToast((toast) => toast.error("No test page was sent", { description }));
      },
    }),
  );
  return { pages: data, busy: isPending, send: (channel) => mutate({ channel }) };
}

const isUnderWay = ({ state }: TestPage) => state === "waiting" || state === "sending";
