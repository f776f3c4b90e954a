"use client";

import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useState } from "react";
import type { DemoState } from "../../server/demo/contract.ts";
import { cn } from "../ui/cn.ts";
import { StatusGlyph } from "../ui/status-glyph.tsx";
import { ApiProvider, useTRPC } from "./api.tsx";
import { DemoGuide, useGuideShown } from "./demo-guide.tsx";

const DemoFacts = dynamic(() => import("./demo-facts.tsx").then(({ DemoFacts }) => DemoFacts), { ssr: false });

const askAgainMs = 5_000;
const press =
  "inline-flex h-6 flex-none items-center rounded-sm border border-input px-2 hover:bg-secondary max-md:h-11 max-md:px-3";

/** Says on every page, always in view, that and what is simulated; what is played; and what to press next. */
export function DemoBar({ state, signedIn }: { state: DemoState; signedIn: boolean }) {
  if (!signedIn) return <Bar state={state} signedIn={false} />;
  return (
    <ApiProvider>
      <Asking state={state} />
    </ApiProvider>
  );
}

function Asking({ state }: { state: DemoState }) {
  const trpc = useTRPC();
  const options = trpc.demo.state.queryOptions();
  const { data } = useQuery({ ...options, refetchInterval: askAgainMs, staleTime: askAgainMs });
  return <Bar state={data ?? state} signedIn />;
}

function Bar({ state, signedIn }: { state: DemoState; signedIn: boolean }) {
  const [facts, setFacts] = useState(false);
  const [guide, setGuide] = useGuideShown();
  return (
    <aside
      aria-label="Demo"
      data-testid="demo"
      className={cn(
        "sticky bottom-0 z-16 border-t border-border-strong bg-sidebar text-sm",
        signedIn && "md:ml-14 2xl:ml-18",
      )}
    >
      {signedIn && guide ? <DemoGuide onDismiss={() => setGuide(false)} /> : null}
      <div className="flex min-h-8 items-center gap-x-3 overflow-x-auto overflow-y-hidden px-4 whitespace-nowrap max-md:min-h-12">
        <span className="flex flex-none items-center gap-1.5">
          <StatusGlyph status="info" />
          <b className="font-medium">Simulated data</b>
        </span>
        <span className="text-secondary-foreground max-md:hidden">
          history published by Telegram, hourly shape simulated
        </span>
        <button type="button" className={press} onClick={() => setFacts(true)} aria-haspopup="dialog">
          What is simulated
        </button>
        {signedIn && !guide ? (
          <button type="button" className={press} onClick={() => setGuide(true)}>
            What to press next
          </button>
        ) : null}
        <span role="status" className="flex items-center gap-x-3 md:ml-auto">
          <Played state={state} signedIn={signedIn} />
        </span>
      </div>
      {facts ? <DemoFacts state={state} onClose={() => setFacts(false)} /> : null}
    </aside>
  );
}

function Played({ state, signedIn }: { state: DemoState; signedIn: boolean }) {
  const { times, filling, behindSeconds, episode } = state;
  if (!signedIn) return <span className="text-secondary-foreground">the terminal shows whom to sign in as</span>;
  return (
    <>
      {times === 1 ? null : <span>{`×${times} the usual rate`}</span>}
      {filling ? <span className="text-secondary-foreground">the last two years are still being filled in</span> : null}
      {behindSeconds === null ? null : (
        <span className="flex items-center gap-1.5 text-warning">
          <StatusGlyph status="warning" />
          {`does not keep up with the rate: ${behindSeconds} s behind`}
        </span>
      )}
      {episode ? (
        <a href={episode.look} data-testid="demo-episode" className="flex items-center gap-1.5 hover:underline">
          <StatusGlyph status="partial" />
          <b className="font-medium">{`Episode: ${episode.title}`}</b>
          <span className="text-secondary-foreground">
            {`simulated, ${episode.hours} h compressed into ${episode.minutes} min`}
          </span>
        </a>
      ) : null}
    </>
  );
}
