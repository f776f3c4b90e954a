"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import type { HotlineBoard } from "../../server/hotline/contract.ts";
import { useLive } from "../live/live-provider.tsx";
import { useTRPC } from "../shell/api.tsx";

/** The counts per hour change with the hour even when no case comes. */
const askAgainMs = 60_000;

/** The hotline's board, read again after each event of the stream; its cases go the way of the events. */
export function useBoard(initial: HotlineBoard): HotlineBoard {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const { hotline } = useLive();
  const options = trpc.hotline.board.queryOptions();
  const { data } = useQuery({ ...options, initialData: initial, refetchInterval: askAgainMs });
  useEffect(() => {
    return hotline.onEvents(() => void queries.invalidateQueries({ queryKey: options.queryKey }));
  }, [hotline, queries, options.queryKey]);
  useEffect(() => hotline.take(data.cases), [hotline, data]);
  return data;
}
