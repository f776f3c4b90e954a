"use client";

import dynamic from "next/dynamic";
import { type Alert, type AlertPage, alertStates, type Inbox } from "../../server/alerts/contract.ts";
import { emptied, insteadOfCases, streamLiveness } from "../live/liveness.ts";
import { useServerSecond, useStill } from "../live/use-connection.ts";
import { ScopedLink } from "../shell/scoped-link.tsx";
import { cn } from "../ui/cn.ts";
import { fullNumber } from "../ui/format-number.ts";
import { useShortcut } from "../ui/shortcuts.ts";
import { AlertBar } from "./alert-bar.tsx";
import { AlertDetail } from "./alert-detail.tsx";
import type { Responder } from "./alert-dialogs.tsx";
import { AlertList } from "./alert-list.tsx";
import { inInboxOrder, stateWords } from "./alert-words.ts";
import { OnCallUntil } from "./oncall-until.tsx";
import { Panel } from "./panel.tsx";
import { PanelBody } from "./panel-state.tsx";
import { useAlertChoice, useAlertDeeds, useInbox, useStateChoice } from "./use-alerts.ts";
import { useHeld } from "./use-held.ts";
import { useSilencedUntil } from "./use-silences.ts";
import { useWaiting } from "./use-waiting.ts";

/** Its tiles are drawn on a phone that has nothing to do, and come after the page. */
const CalmBoard = dynamic(() => import("./calm-board.tsx").then((all) => all.CalmBoard), { ssr: false });
const ResponseTimes = dynamic(() => import("./response-times.tsx").then(({ ResponseTimes }) => ResponseTimes), {
  ssr: false,
});

/** The inbox holds at least so many of a state. */
const shownAtMost = 100;

/**
 * The inbox: the list of one state, the alert that is open, what can be done to it. On a narrow screen the open alert alone.
 * `responders`: null for who may only read; `opened`: the alert of the address.
 */
export function AlertBoard({
  initial,
  responders,
  opened,
}: {
  initial: Inbox;
  responders: readonly Responder[] | null;
  opened?: AlertPage;
}) {
  const { stream, view, counts } = useInbox(initial);
  const waiting = useWaiting();
  const deeds = useAlertDeeds(stream, waiting.postpone);
  const silencedUntil = useSilencedUntil();
  const [state, setState] = useStateChoice();
  const [asked, choose] = useAlertChoice();
  const chosen = asked ?? opened?.alert.id ?? null;
  const now = useServerSecond();
  const items = useStill(view.items) ?? view.items;
  const fresh = inInboxOrder(items.values(), state);
  const { shown, held, handlers } = useHeld({ state, ids: fresh.map(({ id }) => id) });
  const ids = held && shown.state === state ? shown.ids : fresh.map(({ id }) => id);
  const alerts = ids.flatMap((id) => items.get(id) ?? []);
  const unseen = fresh.filter(({ id }) => !ids.includes(id)).length;
  const alert = chosen === null ? undefined : view.items.get(chosen);
  const liveness = emptied(streamLiveness(view, now), alerts.length === 0, "no alert");

  const move = (by: number) => {
    const at = alerts.findIndex(({ id }) => id === chosen);
    const next = alerts[at < 0 ? 0 : Math.min(alerts.length - 1, Math.max(0, at + by))];
    if (next) void choose(next.id);
  };
  useShortcut("alertNext", () => move(1));
  useShortcut("alertBefore", () => move(-1));

  return (
    <div className="flex items-stretch max-md:flex-col md:h-[calc(100dvh-124px-var(--notices,0px)-var(--page-foot))]">
      <div
        className={cn(
          "min-w-0 border-border md:w-96 md:border-r md:flex-none md:overflow-y-auto",
          alert ? "max-md:hidden" : "max-md:w-full",
        )}
      >
        <Panel id="alerts" title="Inbox" liveness={liveness} className="pt-1">
          <StateFilter state={state} counts={counts} onChoose={(next) => void setState(next)} />
          <PanelBody
            liveness={insteadOfCases(liveness, alerts.length === 0)}
            what="Alerts"
            height={0}
            empty={<NoAlert state={state} alerts={[...view.items.values()]} />}
          >
            <AlertList
              alerts={alerts}
              state={state}
              chosen={chosen}
              silencedUntil={silencedUntil}
              waiting={unseen}
              onChoose={({ id }) => void choose(id)}
              onLetIn={() => {
                handlers.onPointerLeave();
                handlers.onBlur();
              }}
              handlers={handlers}
            />
            {counts[state] > shownAtMost ? (
              <p className="px-4 py-3 text-sm text-muted-foreground">
                {state === "resolved" ? "Those resolved last" : "The worst and newest"}, of {fullNumber(counts[state])}{" "}
                in all.
              </p>
            ) : null}
          </PanelBody>
        </Panel>
      </div>
      <div className="flex min-w-0 grow flex-col">
        {alert ? (
          <>
            <div className="grow md:min-h-0 md:overflow-y-auto">
              <AlertDetail
                alert={alert}
                silencedUntil={silencedUntil.get(alert.id) ?? null}
                write={responders ? (text) => deeds.note(alert, text) : null}
                waiting={waiting.deeds.filter(({ number }) => number === alert.number)}
                drawn={opened?.alert.id === alert.id ? opened : undefined}
                onBack={() => (opened ? window.location.assign("/alerts") : void choose(null))}
              />
            </div>
            {responders ? (
              <AlertBar
                key={alert.id}
                alert={alert}
                deeds={deeds}
                responders={responders}
                postponed={waiting.deeds.some((one) => one.kind !== "note" && one.number === alert.number)}
              />
            ) : null}
          </>
        ) : (
          <div className="md:min-h-0 md:overflow-y-auto">
            {chosen !== null || alerts.length > 0 ? (
              <p className="px-4 py-3 text-secondary-foreground max-md:hidden">
                {chosen === null
                  ? "Choose an alert to see what was said of it and what happened to it."
                  : "This alert is not in the inbox any more. Choose one of the list."}
              </p>
            ) : null}
            <ResponseTimes />
          </div>
        )}
      </div>
    </div>
  );
}

function StateFilter({
  state,
  counts,
  onChoose,
}: {
  state: Alert["state"];
  counts: Record<Alert["state"], number>;
  onChoose: (state: Alert["state"]) => void;
}) {
  return (
    <fieldset aria-label="Which alerts" className="flex flex-wrap gap-1 border-b border-border px-4 pb-2">
      {alertStates.map((one) => (
        <button
          key={one}
          type="button"
          aria-pressed={one === state}
          onClick={() => onChoose(one)}
          className="h-7 rounded-sm px-2 text-sm text-secondary-foreground hover:text-foreground aria-pressed:bg-accent aria-pressed:font-medium aria-pressed:text-foreground max-md:h-11"
        >
          {stateWords[one]} <span className="tabular-nums">{fullNumber(counts[one])}</span>
        </button>
      ))}
    </fieldset>
  );
}

function NoAlert({ state, alerts }: { state: Alert["state"]; alerts: readonly Alert[] }) {
  if (state !== "open") return <p>No alert is {state}.</p>;
  return (
    <>
      <CalmBoard alerts={alerts} />
      <p className="pt-2 text-foreground max-md:pt-4">Nothing waits. A new alert appears here by itself.</p>
      <p>
        Which systems report, and how another one does, stands under{" "}
        <ScopedLink href="/alerts/integrations" className="text-primary underline">
          Integrations
        </ScopedLink>
        .
      </p>
      <OnCallUntil className="max-md:hidden" />
    </>
  );
}
