"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import type { Alert, Inbox } from "../../server/alerts/contract.ts";
import type { Silences } from "../../server/alerts/silence/contract.ts";
import type { HotlineQueue } from "../../server/hotline/contract.ts";
import { type HandOver, noteBound, type OpenMatters } from "../../server/oncall/handover/contract.ts";
import type { OnCallNow } from "../../server/oncall/schedule/contract.ts";
import { useServerSecond } from "../live/use-connection.ts";
import { useTRPC } from "../shell/api.tsx";
import { useZone } from "../shell/use-scope.ts";
import { useMay, useVisitor } from "../shell/visitor.tsx";
import { Button } from "../ui/button.tsx";
import { Select } from "../ui/choice.tsx";
import { Labelled } from "../ui/field.tsx";
import { FormError } from "../ui/form-error.tsx";
import { duration } from "../ui/format-duration.ts";
import { fullNumber } from "../ui/format-number.ts";
import { shortInstant } from "../ui/format-time.ts";
import { StatusGlyph } from "../ui/status-glyph.tsx";
import { withToast } from "../ui/with-toast.ts";
import { inInboxOrder, severityLooks } from "./alert-words.ts";
import { OldNotice } from "./asked-state.tsx";
import { Clock } from "./clock.tsx";
import { queueGroups, shortestClock, threatNames, urgencyNames } from "./hotline-words.ts";
import { Panel } from "./panel.tsx";
import { PanelBody } from "./panel-state.tsx";
import { matcherWords, standingOf } from "./silence-words.ts";
import { type Asked, useAsked } from "./use-asked.ts";
import { useSubmit } from "./use-submit.ts";

const askAgainMs = 5_000;
const listed = 8;

export interface HandoverInitial {
  handOvers: HandOver[];
  schedules: OnCallNow[];
  inbox: Inbox;
  queue: HotlineQueue;
  silences: Silences;
}

/** What one shift leaves to the next: the notes, the form to write one, and all that is open now. */
export function HandoverBoard({ initial }: { initial: HandoverInitial }) {
  const trpc = useTRPC();
  const often = { refetchInterval: askAgainMs, staleTime: askAgainMs };
  const handOvers = useQuery({ ...trpc.oncall.handOvers.queryOptions(), ...often, initialData: initial.handOvers });
  const inbox = useQuery({ ...trpc.alerts.inbox.queryOptions(), ...often, initialData: initial.inbox });
  const queue = useQuery({ ...trpc.hotline.queue.queryOptions(), ...often, initialData: initial.queue });
  const silences = useQuery({ ...trpc.alerts.silences.queryOptions(), ...often, initialData: initial.silences });
  const mayAct = useMay("alerts.act");
  const asked = {
    handOvers: useAsked(handOvers, { pauses: false }),
    inbox: useAsked(inbox, { pauses: false }),
    queue: useAsked(queue, { pauses: false }),
    silences: useAsked(silences, { pauses: false }),
  };
  return (
    <>
      <HandOvers asked={asked.handOvers} mayAct={mayAct} />
      {mayAct ? <HandOverForm schedules={initial.schedules} /> : null}
      <OpenNow inbox={asked.inbox} queue={asked.queue} silences={asked.silences} />
    </>
  );
}

const mattersWords = ({ open, acknowledged, cases, silences }: OpenMatters) =>
  `${fullNumber(open)} ${open === 1 ? "alert" : "alerts"} that nobody had, ${fullNumber(acknowledged)} acknowledged, ${fullNumber(cases)} ${cases === 1 ? "case" : "cases"}, ${fullNumber(silences)} ${silences === 1 ? "silence" : "silences"}`;

function useAskAgain(): () => Promise<void> {
  const { oncall } = useTRPC();
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ queryKey: oncall.handOvers.queryKey() });
}

function HandOvers({ asked, mayAct }: { asked: Asked<HandOver[]>; mayAct: boolean }) {
  const zone = useZone();
  const now = useServerSecond();
  const { oncall } = useTRPC();
  const askAgain = useAskAgain();
  const accept = useMutation(oncall.acceptHandOver.mutationOptions());
  const handOvers = asked.data ?? [];
  // What waits for whoever looks stands first.
  const ordered = [...handOvers].sort((a, b) => Number(b.awaitsMe) - Number(a.awaitsMe));
  const none = asked.data !== undefined && handOvers.length === 0;
  const press = (one: HandOver) =>
    accept.mutate(
      { id: one.id },
      {
        onError: ({ message }) => withToast((toast) => toast.error("Not taken over by you", { description: message })),
        onSettled: () => void askAgain(),
      },
    );
  return (
    <Panel
      id="hand-overs"
      title="Hand-overs"
      unit={asked.data ? `${fullNumber(handOvers.filter(({ accepted }) => accepted === null).length)} not read` : null}
      className="pt-1"
      liveness={asked.liveness}
      aside={<OldNotice asked={asked} zone={zone} />}
    >
      <PanelBody
        liveness={none ? { state: "empty" } : asked.liveness}
        failed={asked}
        what="Hand-overs"
        height={56}
        empty={
          <p className="pb-1">Nobody has left a note yet. It is shown to whoever is on call next until they read it.</p>
        }
      >
        <ul className="pb-3">
          {ordered.map((one) => (
            <li
              key={one.id}
              data-testid={`hand-over-${one.id}`}
              className="grid grid-cols-[12px_minmax(0,1fr)_auto] gap-x-2 border-t border-border px-4 py-2"
            >
              <StatusGlyph status={one.accepted ? "done" : one.awaitsMe ? "warning" : "unknown"} className="mt-1" />
              <div className="min-w-0">
                <p className="[overflow-wrap:anywhere]">
                  <b className="font-medium">
                    <bdi>{one.schedule}</bdi>
                  </b>{" "}
                  <span className="text-secondary-foreground">
                    from <bdi>{one.written.by}</bdi>, {shortInstant(one.written.at, now, zone)} {zone.label}
                  </span>
                </p>
                <p className="[overflow-wrap:anywhere] whitespace-pre-wrap">
                  <bdi>{one.note}</bdi>
                </p>
                <p className="text-sm text-secondary-foreground tabular-nums">Open then: {mattersWords(one.matters)}</p>
                <p className="text-sm text-muted-foreground">
                  {one.accepted
                    ? `Read and taken over by ${one.accepted.by}, ${shortInstant(one.accepted.at, now, zone)} ${zone.label}`
                    : one.awaitsMe
                      ? "You are on call: it waits for you"
                      : "Waits for whoever is on call next"}
                </p>
              </div>
              {mayAct && one.awaitsMe ? (
                <Button variant="primary" disabled={accept.isPending} onClick={() => press(one)}>
                  Read, I take over
                </Button>
              ) : null}
            </li>
          ))}
        </ul>
      </PanelBody>
    </Panel>
  );
}

/** The note of whoever goes; what is open is counted beside it by the server. */
function HandOverForm({ schedules }: { schedules: readonly OnCallNow[] }) {
  const { oncall } = useTRPC();
  const { personId } = useVisitor();
  const zone = useZone();
  const now = useServerSecond();
  const askAgain = useAskAgain();
  const write = useMutation(oncall.handOver.mutationOptions());
  const { busy, error, send } = useSubmit();
  const own = schedules.find((one) => one.now?.personId === personId) ?? schedules[0];
  const [scheduleId, setScheduleId] = useState(own?.scheduleId ?? 0);
  const [note, setNote] = useState("");
  const chosen = schedules.find((one) => one.scheduleId === scheduleId);
  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (!(await send(() => write.mutateAsync({ scheduleId, note })))) return;
    setNote("");
    void askAgain();
  }
  if (!chosen) {
    return (
      <p className="border-t border-border-strong px-4 py-3 text-secondary-foreground">
        There is no schedule yet, so nobody comes next.
      </p>
    );
  }
  return (
    <section aria-labelledby="write-title" className="border-t border-border-strong px-4 pt-3 pb-4">
      <h2 id="write-title" className="text-base font-medium">
        Hand over
      </h2>
      <form onSubmit={(event) => void submit(event)} className="max-w-2xl">
        <Select
          label="Schedule"
          value={scheduleId}
          onChange={({ target }) => setScheduleId(Number(target.value))}
          hint={nextWords(chosen, (at) => `${shortInstant(at, now, zone)} ${zone.label}`)}
        >
          {schedules.map((one) => (
            <option key={one.scheduleId} value={one.scheduleId}>
              {one.schedule}
            </option>
          ))}
        </Select>
        <Labelled label="What the next one has to know" hint="Who may read alerts reads it. No content of cases.">
          {(ties) => (
            <textarea
              {...ties}
              required
              rows={4}
              maxLength={noteBound}
              value={note}
              onChange={({ target }) => setNote(target.value)}
              className="w-full rounded-sm border border-input bg-background px-3 py-2 text-lg text-foreground"
            />
          )}
        </Labelled>
        <FormError message={error} />
        <Button type="submit" variant="primary" disabled={busy} className="mt-4">
          Leave the note
        </Button>
      </form>
    </section>
  );
}

function nextWords({ now, next }: OnCallNow, when: (at: number) => string): string {
  const on = now ? `${now.person} is on call` : "Nobody is on call";
  if (!next) return `${on}, and no hand-off lies ahead.`;
  return `${on}; ${next.person ?? "nobody"} comes next at ${when(next.at)}.`;
}

/** All that is open, worst first: what a note need not say again. */
function OpenNow({
  inbox,
  queue,
  silences,
}: {
  inbox: Asked<Inbox>;
  queue: Asked<HotlineQueue>;
  silences: Asked<Silences>;
}) {
  const now = useServerSecond();
  const zone = useZone();
  const alerts = inbox.data?.alerts ?? [];
  const cases = queueGroups(queue.data?.cases ?? []).filter(({ key }) => key !== "closed");
  const on = (silences.data?.silences ?? []).filter((one) => standingOf(one, now) === "on");
  const counts = inbox.data?.counts;
  return (
    <Panel
      id="open-now"
      title="Open now"
      className="border-t border-border-strong pt-1"
      liveness={inbox.liveness}
      aside={<OldNotice asked={inbox} zone={zone} />}
    >
      <PanelBody liveness={inbox.liveness} failed={inbox} what="What is open" height={112} empty="">
        <Part title="Hotline cases" count={cases.reduce((sum, group) => sum + group.cases.length, 0)}>
          {cases
            .flatMap((group) => group.cases)
            .slice(0, listed)
            .map((one) => {
              const clock = shortestClock(one);
              return (
                <li key={one.id} className="flex min-h-8 items-center gap-2 border-b border-border px-4">
                  <a
                    href={`/hotline/${one.number}`}
                    title={`${threatNames[one.threat]}, ${urgencyNames[one.urgency].toLowerCase()}`}
                    className="min-w-0 grow truncate hover:underline max-md:py-3"
                  >
                    <span className="font-mono text-sm">{one.number}</span> {threatNames[one.threat]},{" "}
                    {urgencyNames[one.urgency].toLowerCase()}
                  </a>
                  {clock ? <Clock startedAt={clock.startedAt} dueAt={clock.dueAt} /> : null}
                </li>
              );
            })}
        </Part>
        {(["open", "acknowledged"] as const).map((state) => (
          <Part
            key={state}
            title={state === "open" ? "Alerts, open" : "Alerts, acknowledged"}
            count={counts?.[state] ?? 0}
          >
            {inInboxOrder(alerts, state)
              .slice(0, listed)
              .map((alert) => (
                <AlertLine key={alert.id} alert={alert} now={now} />
              ))}
          </Part>
        ))}
        <Part title="Silences that are on" count={on.length}>
          {on.slice(0, listed).map((one) => (
            <li key={one.id} className="flex min-h-8 items-center gap-2 border-b border-border px-4">
              <StatusGlyph status="paused" />
              <a
                href="/alerts/silences"
                title={matcherWords(one)}
                className="min-w-0 grow truncate hover:underline max-md:py-3"
              >
                Alerts <bdi>{matcherWords(one)}</bdi>
              </a>
              <span className="flex-none text-sm text-secondary-foreground tabular-nums">
                {duration(one.to - now)} left
              </span>
            </li>
          ))}
        </Part>
      </PanelBody>
    </Panel>
  );
}

function Part({ title, count, children }: { title: string; count: number; children: React.ReactNode }) {
  return (
    <section aria-label={title}>
      <h3 className="flex h-7 items-center gap-2 border-b border-border bg-sidebar px-4 text-sm font-medium">
        {title}
        <span className="font-normal text-muted-foreground tabular-nums">{fullNumber(count)}</span>
      </h3>
      <ul>{children}</ul>
      {count > listed ? <p className="px-4 py-2 text-sm text-muted-foreground">The first {listed} of them.</p> : null}
    </section>
  );
}

function AlertLine({ alert, now }: { alert: Alert; now: number }) {
  const { status, word } = severityLooks[alert.severity];
  return (
    <li className="flex min-h-8 items-center gap-2 border-b border-border px-4">
      <StatusGlyph status={status} label={word} />
      <a
        href={`/alerts?alert=${alert.id}&state=${alert.state}`}
        title={alert.summary}
        className="min-w-0 grow truncate hover:underline max-md:py-3"
      >
        <span className="font-mono text-sm">{alert.number}</span> <bdi>{alert.summary}</bdi>
      </a>
      <span className="flex-none text-sm text-secondary-foreground tabular-nums">
        {alert.acknowledged ? `${alert.acknowledged.by}, ` : ""}
        {duration(now - alert.triggeredAt)}
      </span>
    </li>
  );
}
