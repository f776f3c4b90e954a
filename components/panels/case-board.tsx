"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { type ReactNode, useEffect, useState } from "react";
import type { PauseReason } from "../../server/hotline/clocks/contract.ts";
import type { CallBackResult, HotlineCase, HotlineCaseFile, Outcome } from "../../server/hotline/contract.ts";
import { useLive } from "../live/live-provider.tsx";
import { streamLiveness } from "../live/liveness.ts";
import { useHotlineView, useServerSecond } from "../live/use-connection.ts";
import { useTRPC } from "../shell/api.tsx";
import { ScopedLink } from "../shell/scoped-link.tsx";
import { useZone } from "../shell/use-scope.ts";
import { useMay } from "../shell/visitor.tsx";
import { Button } from "../ui/button.tsx";
import { countdown, duration } from "../ui/format-duration.ts";
import { browserZone, dayAndTime, inBothZones, utc } from "../ui/format-time.ts";
import { StatusGlyph, statusColour } from "../ui/status-glyph.tsx";
import { useInBrowser } from "../ui/use-in-browser.ts";
import { withToast } from "../ui/with-toast.ts";
import { CaseClocks, type ClockDeeds } from "./case-clocks.tsx";
import type { CaseDeed, CaseSenders } from "./case-dialogs.tsx";
import { CaseComposer, CaseThread } from "./case-thread.tsx";
import {
  callBackNames,
  channelNames,
  countryName,
  languageName,
  legalBasisNames,
  outcomeNames,
  stakeNames,
} from "./case-words.ts";
import { Fuse } from "./clock.tsx";
import { clockStanding } from "./clock-words.ts";
import { shortestClock, threatNames, urgencyNames } from "./hotline-words.ts";
import { Panel } from "./panel.tsx";
import { useSubmit } from "./use-submit.ts";

const CaseDialogs = dynamic(() => import("./case-dialogs.tsx").then((all) => all.CaseDialogs), { ssr: false });
const askAgainMs = 30_000;

/** The page of one case: its clocks, what happened and what was written, live; and for people on call what to do. */
export function CaseBoard({ initial }: { initial: HotlineCaseFile }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const { hotline } = useLive();
  const view = useHotlineView();
  const now = useServerSecond();
  const mayAct = useMay("hotline.act");
  const { id, number } = initial.case;
  const options = trpc.hotline.case.queryOptions({ number });
  const { data: file } = useQuery({ ...options, initialData: initial, refetchInterval: askAgainMs });
  const { queryKey } = options;
  useEffect(() => {
    return hotline.onEvents((events) => {
      if (events.some((event) => event.case.id === id)) void queries.invalidateQueries({ queryKey });
    });
  }, [hotline, queries, queryKey, id]);
  const told = view.cases.get(id);
  const one = told && told.version > file.case.version ? told : file.case;
  const liveness = streamLiveness(view, now);
  const acts = useCaseActs(one, () => void queries.invalidateQueries({ queryKey }));
  if (liveness.state === "forbidden") {
    return <p className="px-4 py-3 text-secondary-foreground">{liveness.reason}</p>;
  }
  const open = one.closed === null;
  return (
    <div
      data-testid="case"
      data-version={one.version}
      data-state={open ? "open" : "closed"}
      className={mayAct && open ? "max-md:pb-40" : ""}
    >
      <CaseHead one={one}>{mayAct && open ? <CasePresses one={one} acts={acts} /> : null}</CaseHead>
      <CaseClocks clocks={one.clocks} deeds={mayAct && open ? acts.clocks : null} />
      <div className="xl:grid xl:grid-cols-[minmax(0,1fr)_360px]">
        <div className="min-w-0 xl:border-r">
          <Panel id="case-thread" title="Timeline" liveness={liveness} className="pt-2">
            <CaseThread file={file} />
            {mayAct && open ? <CaseComposer send={acts.write} /> : null}
          </Panel>
        </div>
        <aside aria-label="About the case" className="min-w-0 max-xl:border-t">
          <CaseFacts one={one} />
        </aside>
      </div>
      {acts.deed ? (
        <CaseDialogs one={one} deed={acts.deed} senders={acts.senders} onClose={() => acts.ask(null)} />
      ) : null}
    </div>
  );
}

function CaseHead({ one, children }: { one: HotlineCase; children: ReactNode }) {
  const zone = useZone();
  const { at, by } = one.acknowledgement;
  return (
    <header className="border-b border-border px-4 py-3">
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm text-secondary-foreground">
        <ScopedLink href="/hotline" className="text-primary hover:underline">
          All cases
        </ScopedLink>
        <span className="font-mono">{one.number}</span>
        <span>{channelNames[one.channel]}</span>
        <span>
          received {dayAndTime(one.receivedAt, zone)} {zone.label}
        </span>
      </p>
      <h2 className="mt-1 text-xl font-semibold">
        {threatNames[one.threat]}{" "}
        <span className="font-normal text-secondary-foreground">· {urgencyNames[one.urgency]}</span>
      </h2>
      <NextClock one={one} />
      <p className="mt-1 flex gap-1.5 [overflow-wrap:anywhere]">
        <StatusGlyph status={one.closed ? "done" : at === null ? "warning" : "ok"} className="mt-1" />
        <span data-testid="case-standing">
          {one.closed
            ? `${outcomeNames[one.closed.outcome]}: closed by ${one.closed.by} ${dayAndTime(one.closed.at, zone)} ${zone.label}`
            : at === null
              ? "Nobody has taken it"
              : `Taken by ${by ?? "unknown"} in ${duration(at - one.receivedAt)}`}
        </span>
      </p>
      {children}
    </header>
  );
}

/** On a phone the clock that ends first, as large as it is urgent. */
function NextClock({ one }: { one: HotlineCase }) {
  const now = useServerSecond();
  const here = useInBrowser() ? browserZone(now) : utc;
  const clock = one.closed === null ? shortestClock(one) : null;
  if (!clock) return null;
  const { text, overdue } = countdown(clock.dueAt, now);
  const startedAt = clock.dueAt - clock.limitMs;
  const { glyph, sentence } = clockStanding(clock, now);
  return (
    <div className="relative -mx-4 mt-1 px-4 pb-2 md:hidden" data-testid="next-clock">
      <div className="flex flex-wrap items-end gap-x-3">
        <span role="timer" className="font-mono text-[2.5rem] leading-12 font-medium tracking-tighter">
          {text}
        </span>
        <span className="pb-1 text-sm text-secondary-foreground">
          {overdue ? "over" : "left"}: {clock.name}
          {sentence === null ? null : (
            <>
              <br />
              <span className={`font-medium ${statusColour[glyph]}`}>{sentence}</span>
            </>
          )}
          <br />
          <span className="tabular-nums">due {inBothZones(clock.dueAt, here)}</span>
        </span>
      </div>
      <Fuse startedAt={startedAt} dueAt={clock.dueAt} />
    </div>
  );
}

function CaseFacts({ one }: { one: HotlineCase }) {
  return (
    <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1 px-4 py-3">
      <Fact name="From">{one.raisedBy}</Fact>
      <Fact name="Their reference">{one.reference}</Fact>
      <Fact name="At stake">{one.stake === null ? null : stakeNames[one.stake]}</Fact>
      <Fact name="Country">{one.country === null ? null : <LocalName>{countryName(one.country)}</LocalName>}</Fact>
      <Fact name="Rests on">{one.legalBasis === null ? null : legalBasisNames[one.legalBasis]}</Fact>
      <Fact name="Language">{one.language === null ? null : <LocalName>{languageName(one.language)}</LocalName>}</Fact>
      {one.channel === "phone" ? (
        <Fact name="Call-back check">{one.callBack === null ? "not made yet" : callBackWords(one.callBack)}</Fact>
      ) : null}
    </dl>
  );
}

/** A name out of the browser's own list, which may be newer or older than the server's. */
const LocalName = ({ children }: { children: string }) => <span suppressHydrationWarning>{children}</span>;

const callBackWords = ({ result, by }: { result: CallBackResult; by: string }) => `${callBackNames[result]} by ${by}`;

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-secondary-foreground">{name}</dt>
      <dd className="text-right [overflow-wrap:anywhere]">
        {children ?? <span className="text-muted-foreground">not said</span>}
      </dd>
    </>
  );
}

/** A press for the thumb of one hand in the dark. */
const thumb = "max-md:h-14 max-md:rounded-lg max-md:text-lg";

function CasePresses({ one, acts }: { one: HotlineCase; acts: CaseActs }) {
  const taken = one.acknowledgement.at !== null;
  return (
    <div
      data-thumb="case"
      className="mt-3 flex flex-wrap gap-2 max-md:fixed max-md:inset-x-0 max-md:bottom-0 max-md:z-15 max-md:mt-0 max-md:grid max-md:grid-cols-2 max-md:border-t max-md:border-border-strong max-md:bg-sidebar max-md:px-4 max-md:pt-3 max-md:pb-4"
      data-return-focus=""
      tabIndex={-1}
    >
      {taken ? null : (
        <Button
          variant="primary"
          className={`max-md:col-span-2 ${thumb}`}
          disabled={acts.busy}
          onClick={() => void acts.acknowledge()}
        >
          Acknowledge
        </Button>
      )}
      {one.channel === "phone" ? (
        <Button className={thumb} onClick={() => acts.ask({ name: "call_back" })}>
          Call-back check
        </Button>
      ) : null}
      <Button className={thumb} onClick={() => acts.ask({ name: "start" })}>
        Start a clock
      </Button>
      {taken ? (
        <Button className={thumb} onClick={() => acts.ask({ name: "close" })}>
          Close
        </Button>
      ) : null}
    </div>
  );
}

interface CaseActs {
  busy: boolean;
  deed: CaseDeed | null;
  ask(deed: CaseDeed | null): void;
  acknowledge(): Promise<void>;
  write(kind: "to_authority" | "from_authority" | "note" | "hand_over", text: string): Promise<unknown>;
  clocks: ClockDeeds;
  senders: CaseSenders;
}

/** Everything that people on call do to a case; what it is then is shown at once, on the other screens by the stream. */
function useCaseActs(one: HotlineCase, askAgain: () => void): CaseActs {
  const trpc = useTRPC();
  const { hotline } = useLive();
  const { busy, send } = useSubmit();
  const [deed, ask] = useState<CaseDeed | null>(null);
  const acknowledge = useMutation(trpc.hotline.acknowledge.mutationOptions());
  const message = useMutation(trpc.hotline.sendMessage.mutationOptions());
  const start = useMutation(trpc.hotline.startClock.mutationOptions());
  const pause = useMutation(trpc.hotline.pauseClock.mutationOptions());
  const resume = useMutation(trpc.hotline.resumeClock.mutationOptions());
  const stop = useMutation(trpc.hotline.stopClock.mutationOptions());
  const close = useMutation(trpc.hotline.close.mutationOptions());
  const callBack = useMutation(trpc.hotline.recordCallBack.mutationOptions());
  const caseId = one.id;
  const take = async (changed: Promise<HotlineCase>) => {
    hotline.take([await changed]);
    askAgain();
  };
  /** A press without a form: why it was not taken stands in a toast. */
  const press = async (changing: () => Promise<HotlineCase>) => {
    await send(() =>
      take(changing()).catch((failure: Error) => {
        withToast((toast) => toast.error(`${one.number} was not changed by you`, { description: failure.message }));
        throw failure;
      }),
    );
  };
  return {
    busy,
    deed,
    ask,
    acknowledge: () => press(() => acknowledge.mutateAsync({ caseId })),
    write: (kind, text) => take(message.mutateAsync({ caseId, kind, text })),
    clocks: {
      busy,
      pause: (clock) => ask({ name: "pause", clock }),
      resume: (clock) => void press(() => resume.mutateAsync({ caseId, clockId: clock.id })),
      stop: (clock) => void press(() => stop.mutateAsync({ caseId, clockId: clock.id })),
    },
    senders: {
      pause: (clock, reason, evidence) =>
        take(pause.mutateAsync({ caseId, clockId: clock.id, reason: reason as PauseReason, evidence })),
      start: (kind, receivedAt) =>
        take(start.mutateAsync({ caseId, kind: kind as Parameters<typeof start.mutateAsync>[0]["kind"], receivedAt })),
      close: (outcome) => take(close.mutateAsync({ caseId, outcome: outcome as Outcome })),
      callBack: (result) => take(callBack.mutateAsync({ caseId, result: result as CallBackResult })),
    },
  };
}
