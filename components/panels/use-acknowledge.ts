"use client";

import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import type { HotlineCase } from "../../server/hotline/contract.ts";
import { useLive } from "../live/live-provider.tsx";
import { useTRPC } from "../shell/api.tsx";
import { withToast } from "../ui/with-toast.ts";

export interface Acknowledge {
  allowed: boolean;
  /** Ids of the cases whose answer is awaited. */
  pending: ReadonlySet<string>;
  press(one: HotlineCase): void;
}

/** One press; the database decides who was first, and who was not is told who won. */
export function useAcknowledge(allowed: boolean): Acknowledge {
  const trpc = useTRPC();
  const { hotline } = useLive();
  const [pending, setPending] = useState<ReadonlySet<string>>(new Set());
  const { mutate } = useMutation(trpc.hotline.acknowledge.mutationOptions());
  function press(one: HotlineCase): void {
    setPending((before) => new Set(before).add(one.id));
    mutate(
      { caseId: one.id },
      {
        onSuccess: (acknowledged) => hotline.take([acknowledged]),
        onError: (error) =>
          withToast((toast) =>
            toast.error(`${one.number} was not acknowledged by you`, { description: error.message }),
          ),
        onSettled: () =>
          setPending((before) => {
            const after = new Set(before);
            after.delete(one.id);
            return after;
          }),
      },
    );
  }
  return { allowed, pending, press };
}
