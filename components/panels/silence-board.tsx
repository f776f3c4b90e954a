"use client";

import { useMutation } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useState } from "react";
import type { Silence, Silences } from "../../server/alerts/silence/contract.ts";
import { useLive } from "../live/live-provider.tsx";
import { useServerSecond } from "../live/use-connection.ts";
import { useTRPC } from "../shell/api.tsx";
import { useZone } from "../shell/use-scope.ts";
import { useMay } from "../shell/visitor.tsx";
import { Button } from "../ui/button.tsx";
import { duration } from "../ui/format-duration.ts";
import { fullNumber } from "../ui/format-number.ts";
import { shortInstant, type Zone } from "../ui/format-time.ts";
import { type Status, StatusGlyph } from "../ui/status-glyph.tsx";
import { OldNotice } from "./asked-state.tsx";
import { Panel } from "./panel.tsx";
import { PanelBody } from "./panel-state.tsx";
import { matcherWords, type SilenceStanding, standingOf } from "./silence-words.ts";
import { useAskSilencesAgain, useSilences } from "./use-silences.ts";

const SilenceDialog = dynamic(() => import("./silence-dialog.tsx").then(({ SilenceDialog }) => SilenceDialog), {
  ssr: false,
});
const ConfirmDialog = dynamic(() => import("./confirm-dialog.tsx").then(({ ConfirmDialog }) => ConfirmDialog), {
  ssr: false,
});

const groups: { standing: SilenceStanding; title: string; status: Status; empty: string }[] = [
  { standing: "on", title: "On now", status: "paused", empty: "No silence is on: every alert pages people." },
  { standing: "ahead", title: "Ahead", status: "unknown", empty: "None." },
  { standing: "past", title: "Past", status: "done", empty: "None." },
];

/** Which alerts page nobody for a time: on, ahead and past. They are recorded and shown as ever. */
export function SilenceBoard({ initial }: { initial: Silences }) {
  const asked = useSilences(initial);
  const zone = useZone();
  const now = useServerSecond();
  const mayAct = useMay("alerts.act");
  const [open, setOpen] = useState<"create" | Silence | null>(null);
  const silences = asked.data?.silences ?? [];
  return (
    <>
      <Panel
        id="silences"
        title="Silences"
        unit={asked.data ? `${fullNumber(silences.filter((one) => standingOf(one, now) === "on").length)} on` : null}
        className="pt-1"
        liveness={asked.liveness}
        aside={
          <>
            <OldNotice asked={asked} zone={zone} />
            {mayAct ? (
              <Button size="small" variant="primary" onClick={() => setOpen("create")}>
                New silence
              </Button>
            ) : null}
          </>
        }
      >
        <PanelBody liveness={asked.liveness} failed={asked} what="Silences" height={112} empty="">
          <p className="px-4 pb-2 text-sm text-secondary-foreground">
            What matches a silence pages nobody. It is recorded and shown as ever, and calls people when the silence
            ends and nobody has it.
          </p>
          {groups.map(({ standing, title, status, empty }) => {
            const of = silences.filter((one) => standingOf(one, now) === standing);
            return (
              <section key={standing} aria-labelledby={`silences-${standing}`}>
                <h3
                  id={`silences-${standing}`}
                  className="flex h-7 items-center gap-2 border-y border-border bg-sidebar px-4 text-sm font-medium"
                >
                  {title}
                  <span className="font-normal text-muted-foreground tabular-nums">{fullNumber(of.length)}</span>
                </h3>
                {of.length === 0 ? <p className="px-4 py-2 text-sm text-muted-foreground">{empty}</p> : null}
                <ul>
                  {of.map((silence) => (
                    <SilenceRow
                      key={silence.id}
                      silence={silence}
                      status={status}
                      now={now}
                      zone={zone}
                      onEnd={mayAct && standing !== "past" ? () => setOpen(silence) : null}
                    />
                  ))}
                </ul>
              </section>
            );
          })}
        </PanelBody>
      </Panel>
      {open === "create" ? (
        <SilenceDialog integrations={asked.data?.integrations ?? []} onClose={() => setOpen(null)} />
      ) : null}
      {open !== null && open !== "create" ? <EndDialog silence={open} onClose={() => setOpen(null)} /> : null}
    </>
  );
}

function SilenceRow({
  silence,
  status,
  now,
  zone,
  onEnd,
}: {
  silence: Silence;
  status: Status;
  now: number;
  zone: Zone;
  onEnd: (() => void) | null;
}) {
  const words = matcherWords(silence);
  return (
    <li
      data-testid={`silence-${silence.id}`}
      className="grid grid-cols-[12px_minmax(0,1fr)_auto] gap-x-2 border-b border-border px-4 py-2"
    >
      <StatusGlyph status={status} className="mt-1" />
      <div className="min-w-0">
        <p className="font-medium [overflow-wrap:anywhere]">
          Alerts <bdi>{words}</bdi>
        </p>
        <p className="[overflow-wrap:anywhere]">
          <bdi>{silence.reason}</bdi>
        </p>
        <p className="text-sm text-secondary-foreground tabular-nums">
          {shortInstant(silence.from, now, zone)} to {shortInstant(silence.to, now, zone)} {zone.label},{" "}
          {timeWords(silence, now, zone)}
        </p>
        <p className="text-sm text-muted-foreground [overflow-wrap:anywhere]">
          <bdi>{silence.owner.name}</bdi> answers for it
          {silence.madeBy === silence.owner.name ? null : (
            <>
              ; made by <bdi>{silence.madeBy}</bdi>
            </>
          )}
        </p>
      </div>
      {onEnd ? (
        <Button
          size="small"
          aria-label={`${silence.from > now ? "Withdraw" : "End"} the silence of alerts ${words}`}
          onClick={onEnd}
        >
          {silence.from > now ? "Withdraw" : "End now"}
        </Button>
      ) : null}
    </li>
  );
}

function timeWords(silence: Silence, now: number, zone: Zone): string {
  const { from, to, ended } = silence;
  if (ended) return `${ended.at < from ? "withdrawn" : "ended"} ${shortInstant(ended.at, now, zone)} by ${ended.by}`;
  if (to <= now) return "ended by itself";
  return from <= now ? `${duration(to - now)} left` : `begins in ${duration(from - now)}`;
}

function EndDialog({ silence, onClose }: { silence: Silence; onClose: () => void }) {
  const { alerts } = useTRPC();
  const end = useMutation(alerts.endSilence.mutationOptions());
  const askAgain = useAskSilencesAgain();
  const { clock } = useLive();
  const [ahead] = useState(() => silence.from > clock.now());
  const alertsOf = `Alerts ${matcherWords(silence)}`;
  return (
    <ConfirmDialog
      title={ahead ? "Withdraw this silence" : "End this silence"}
      words={
        ahead
          ? `${alertsOf} go on paging people: it never begins.`
          : `${alertsOf} page people again at once: what is open and what nobody has is called out.`
      }
      act={ahead ? "Withdraw" : "End now"}
      danger={false}
      deed={async () => {
        try {
          await end.mutateAsync({ id: silence.id });
        } finally {
          void askAgain();
        }
      }}
      onClose={onClose}
    />
  );
}
