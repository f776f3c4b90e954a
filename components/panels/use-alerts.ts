"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { parseAsString, parseAsStringLiteral, useQueryState } from "nuqs";
import { useEffect, useState, useSyncExternalStore } from "react";
import { type Alert, type AlertPage, type AlertState, alertStates, type Inbox } from "../../server/alerts/contract.ts";
import type { Escalation } from "../../server/alerts/escalation/contract.ts";
import type { Watched } from "../../server/alerts/rule/contract.ts";
import { type AlertStream, createAlertStream } from "../live/alert-stream.ts";
import type { EventView } from "../live/event-stream.ts";
import { useLive } from "../live/live-provider.tsx";
import { useTRPC } from "../shell/api.tsx";
import { withToast } from "../ui/with-toast.ts";
import { type Asked, useAsked } from "./use-asked.ts";
import type { WaitingDeeds } from "./use-waiting.ts";

/** Which alert is open, by id: it stands in the address, so that a link shows the other person the same. */
export const useAlertChoice = () => useQueryState("alert", parseAsString);
export const useStateChoice = () => useQueryState("state", parseAsStringLiteral(alertStates).withDefault("open"));

/** How often the inbox is asked for: what it counts, and all of it while the stream does not come through. */
const askAgainMs = { synced: 60_000, broken: 5_000 };

/** The alerts that the page was drawn with, kept fresh by the stream; by the inbox where no socket gets through. */
export function useInbox(initial: Inbox): {
  stream: AlertStream;
  view: EventView<Alert>;
  counts: Record<AlertState, number>;
} {
  const { line } = useLive();
  const trpc = useTRPC();
  const [stream] = useState(() => createAlertStream(line, initial));
  useEffect(() => {
    stream.start();
    return () => stream.stop();
  }, [stream]);
  const view = useSyncExternalStore(stream.subscribe, stream.read, stream.read);
  const { data } = useQuery({
    ...trpc.alerts.inbox.queryOptions(),
    initialData: initial,
    staleTime: askAgainMs.broken,
    refetchInterval: view.synced ? askAgainMs.synced : askAgainMs.broken,
  });
  useEffect(() => {
    if (data === initial) return;
    stream.take(data.alerts);
    if (line.read().phase === "disconnected") stream.takePolled(data.alerts, data.asOf);
  }, [data, initial, stream, line]);
  return { stream, view, counts: countsOf(view.items.values(), data) };
}

/** By the alerts that are known; by the server's count where there are more than it sent. */
function countsOf(alerts: Iterable<Alert>, { alerts: sent, counts }: Inbox): Record<AlertState, number> {
  const known = { open: 0, acknowledged: 0, resolved: 0 };
  for (const { state } of alerts) known[state] += 1;
  const all = { ...known };
  for (const state of alertStates) {
    const cut = counts[state] - sent.filter((one) => one.state === state).length;
    if (cut > 0) all[state] += cut;
  }
  return all;
}

/** One alert with its details and timeline, asked again at each change of it. `drawn`: what the page came with. */
export function useAlertPage(alertId: string, version: number, drawn: AlertPage | undefined): Asked<AlertPage> {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const options = trpc.alerts.read.queryOptions({ alertId });
  const { queryKey } = options;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version is what says that there is more to read
  useEffect(() => void queries.invalidateQueries({ queryKey }), [queries, queryKey, version]);
  return useAsked(useQuery({ ...options, initialData: drawn, refetchInterval: 10_000 }), {
    page: alertId,
    pauses: false,
  });
}

/** What the rule behind an alert counted around its moment; null where there is none. It moves on a minute at a time. */
export function useWatched(alertId: string): Watched | null {
  const trpc = useTRPC();
  return useQuery({ ...trpc.alerts.watched.queryOptions({ alertId }), refetchInterval: 30_000 }).data ?? null;
}

/** How the escalation of an alert stands, as the alert's page was told last; null before. */
export function useKnownEscalation(alertId: string): Escalation | null {
  const trpc = useTRPC();
  const { data } = useQuery({ ...trpc.alerts.read.queryOptions({ alertId }), enabled: false });
  return data?.escalation ?? null;
}

export type AlertDeed = ReturnType<typeof useAlertDeeds>;

/**
 * What a person does to an alert. The database decides who was first, and who was not is told who won. Without a line an
 * acknowledgement and a note wait for it; nothing else does.
 */
export function useAlertDeeds(stream: AlertStream, postpone: WaitingDeeds["postpone"]) {
  const trpc = useTRPC();
  const [pending, setPending] = useState<string | null>(null);
  const acknowledge = useMutation(trpc.alerts.acknowledge.mutationOptions());
  const escalate = useMutation(trpc.alerts.escalate.mutationOptions());
  const resolve = useMutation(trpc.alerts.resolve.mutationOptions());
  const snooze = useMutation(trpc.alerts.snooze.mutationOptions());
  const assign = useMutation(trpc.alerts.assign.mutationOptions());
  const note = useMutation(trpc.alerts.note.mutationOptions());
  const addResponder = useMutation(trpc.alerts.addResponder.mutationOptions());

  async function press(alert: Alert, words: string, deed: () => Promise<Alert>): Promise<void> {
    setPending(alert.id);
    try {
      stream.take([await deed()]);
    } catch (error) {
      if (isUnanswered(error) && words === "acknowledged") {
        if (await postpone({ kind: "acknowledge", alertId: alert.id, number: alert.number })) return;
      }
      const description = error instanceof Error ? error.message : "";
      withToast((toast) => toast.error(`${alert.number} was not ${words} by you`, { description }));
    } finally {
      setPending(null);
    }
  }
  const taking = async (changed: Promise<Alert>) => stream.take([await changed]);
  return {
    pending,
    acknowledge: (alert: Alert) => press(alert, "acknowledged", () => acknowledge.mutateAsync({ alertId: alert.id })),
    escalate: (alert: Alert) => press(alert, "escalated", () => escalate.mutateAsync({ alertId: alert.id })),
    resolve: (alert: Alert) => press(alert, "resolved", () => resolve.mutateAsync({ alertId: alert.id })),
    addResponder: ({ id }: Alert, personId: string) => taking(addResponder.mutateAsync({ alertId: id, personId })),
    snooze: ({ id }: Alert, until: number) => taking(snooze.mutateAsync({ alertId: id, until })),
    assign: ({ id }: Alert, personId: string | null) => taking(assign.mutateAsync({ alertId: id, personId })),
    async note({ id, number }: Alert, text: string) {
      try {
        await taking(note.mutateAsync({ alertId: id, note: text }));
      } catch (error) {
        if (isUnanswered(error) && (await postpone({ kind: "note", alertId: id, number, note: text }))) return;
        throw error;
      }
    },
  };
}

/** True when no answer came: what was asked may have happened or not. */
const isUnanswered = (error: unknown) => !(error instanceof Error && "data" in error && error.data);
