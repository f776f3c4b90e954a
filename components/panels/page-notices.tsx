"use client";

import { useMutation } from "@tanstack/react-query";
import { useEffect, useRef, useSyncExternalStore } from "react";
import type { CallEnd } from "../../server/alerts/delivery/contract.ts";
import { useLive } from "../live/live-provider.tsx";
import type { HeardCall } from "../live/page-calls.ts";
import { useTRPC } from "../shell/api.tsx";
import { useMay } from "../shell/visitor.tsx";
import { useShortcut } from "../ui/shortcuts.ts";
import { withToast } from "../ui/with-toast.ts";
import { alertAddress, type CallDeeds, PageToast } from "./page-toast.tsx";
import { useAlarm } from "./use-alarm.ts";

const toastId = "page-calls";

/** This person is called: a toast on every open page of theirs, a badge in its title, a sound in one tab. */
export function PageNotices() {
  const { calls } = useLive();
  const heard = useSyncExternalStore(calls.subscribe, calls.read, calls.read);
  const deeds = useCallDeeds();
  const newest = heard[0];
  const sounding = useAlarm(newest);
  useTitleBadge(heard.length);

  const latest = useRef(deeds);
  useEffect(() => {
    latest.current = deeds;
  });
  const any = heard.length > 0;
  useEffect(() => {
    if (!any) return;
    // The toast stands outside the page: what it calls is looked up when it is pressed.
    const pressed: CallDeeds = {
      acknowledge: (call) => latest.current.acknowledge(call),
      close: (call) => latest.current.close(call),
      shown: (call) => latest.current.shown(call),
    };
    withToast((toast) =>
      toast.custom(() => <PageToast calls={calls} deeds={pressed} mayAct={latest.current.mayAct} />, {
        id: toastId,
        duration: Number.POSITIVE_INFINITY,
        dismissible: false,
      }),
    );
    return () => withToast((toast) => toast.dismiss(toastId));
  }, [any, calls]);

  useEffect(
    () =>
      calls.onEnd((end) => withToast((toast) => toast.info(endWords(end), { id: end.deliveryId, duration: 6_000 }))),
    [calls],
  );
  useShortcut(deeds.mayAct && newest?.kind === "alert" ? "pageAcknowledge" : null, () => {
    if (newest) deeds.acknowledge(newest);
  });
  useShortcut(newest?.alert ? "pageOpen" : null, () => {
    if (newest) window.location.assign(alertAddress(newest));
  });
  const critical = heard.find(({ alert }) => alert?.severity === "critical");
  return (
    <p role="alert" className="sr-only" data-testid="page-notices" data-sounding={sounding}>
      {critical?.alert ? `You are called: ${critical.alert.number}, critical, ${critical.alert.summary}` : ""}
    </p>
  );
}

function endWords({ number, how, by }: CallEnd): string {
  if (number === null) return "All alerts of the bundle were taken";
  if (how === "resting") return `${number} rests`;
  return `${number} was ${how}${by === null ? "" : ` by ${by}`}`;
}

/** What a press on a call does. The database decides who was first, and who was not is told who won. */
function useCallDeeds() {
  const { calls } = useLive();
  const trpc = useTRPC();
  const mayAct = useMay("alerts.act");
  const acknowledge = useMutation(trpc.alerts.acknowledge.mutationOptions());
  const shown = useMutation(trpc.alerts.shown.mutationOptions({ retry: 3 }));
  return {
    mayAct,
    acknowledge({ deliveryId, alert }: HeardCall) {
      if (!alert) return;
      acknowledge.mutate(
        { alertId: alert.id },
        {
          onSuccess: () => calls.take(deliveryId),
          onError: ({ message, data }) => {
            withToast((toast) => toast.error(`${alert.number} was not acknowledged by you`, { description: message }));
            if (data?.code === "CONFLICT") calls.take(deliveryId);
          },
        },
      );
    },
    close: ({ deliveryId }: HeardCall) => calls.close(deliveryId),
    shown: ({ deliveryId }: HeardCall) => shown.mutate({ deliveryId }),
  };
}

/** "(2) Alerts · Watchfloor" while one is called twice, also where the page writes its title later. */
function useTitleBadge(count: number): void {
  useEffect(() => {
    if (count === 0) return;
    const badge = `(${count}) `;
    const mark = () => {
      if (!document.title.startsWith(badge)) document.title = badge + document.title;
    };
    mark();
    const watch = new MutationObserver(mark);
    watch.observe(document.head, { childList: true, subtree: true, characterData: true });
    return () => {
      watch.disconnect();
      if (document.title.startsWith(badge)) document.title = document.title.slice(badge.length);
    };
  }, [count]);
}
