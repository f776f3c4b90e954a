"use client";

import dynamic from "next/dynamic";
import { useRef } from "react";
import type { Kind } from "../../server/counting/contract.ts";
import { signUps, takedownsBySubject, userReports } from "../live/views.ts";
import { AbuseTile } from "./abuse-tile.tsx";
import { HotlineTile } from "./hotline-tile.tsx";
import { RateTile } from "./rate-tile.tsx";
import { TotalUsersTile } from "./total-users-tile.tsx";
import { TwinButton } from "./twin-button.tsx";
import { useTableTwin } from "./use-table-twin.ts";

const channels = ["channel"];
const accounts = ["account"];
const signUpView = signUps("10s");
const reportView = userReports("10s");
const ofDecisions: readonly Kind[] = ["decision"];
const ofReports: readonly Kind[] = ["user_report"];
const ofSignUps: readonly Kind[] = ["accounts_created"];

// Seldom open: it comes when it is first asked for.
const KeyFiguresTable = dynamic(() => import("./key-figures-table.tsx").then((all) => all.KeyFiguresTable), {
  ssr: false,
});
const KeyFiguresState = dynamic(() => import("./key-figures-table.tsx").then((all) => all.KeyFiguresState), {
  ssr: false,
});

/** The first two rows of Now: what is taken down and reported, then who comes and who waits. */
export function KeyFigures() {
  const element = useRef<HTMLElement>(null);
  const [table, toggleTable] = useTableTwin(element);
  return (
    <section
      ref={element}
      id="key-figures"
      aria-labelledby="key-figures-title"
      aria-describedby="key-figures-summary"
      data-twin=""
      data-testid="key-figures"
      className="relative border-b border-border"
    >
      <p id="key-figures-summary" className="sr-only">
        What is taken down and reported a minute, who signs up, how many users there are, and what abuse follows.
      </p>
      {/* The tiles leave no room for it: whoever comes by keyboard sees it, and everybody while the table is open. */}
      <header className={table ? "relative z-11 flex min-h-8 items-center px-4 pt-1" : undefined}>
        <h2 id="key-figures-title" className={table ? "text-base font-medium" : "sr-only"}>
          Key figures
        </h2>
        <div
          className={
            table
              ? "ml-auto flex items-center gap-3"
              : "absolute top-1 right-2 z-20 bg-background not-focus-within:sr-only"
          }
        >
          <TwinButton shown={table} toggle={toggleTable} what="the small lines of the key figures" />
          {table ? <KeyFiguresState /> : null}
        </div>
      </header>
      {table ? <KeyFiguresTable panel={element} /> : null}
      {/* Hidden, not gone: what is drawn from rooms that nobody holds would be fetched anew, also while it is paused. */}
      <div className={table ? "hidden" : undefined}>
        <div className="tiles">
          <RateTile id="takedowns" label="Takedowns / min" view={takedownsBySubject} kinds={ofDecisions} />
          <RateTile
            id="channels"
            label="Channels / min"
            view={takedownsBySubject}
            keys={channels}
            kinds={ofDecisions}
          />
          <RateTile
            id="accounts"
            label="Accounts / min"
            view={takedownsBySubject}
            keys={accounts}
            kinds={ofDecisions}
          />
          <RateTile id="user-reports" label="User reports / min" view={reportView} kinds={ofReports} />
          <RateTile id="sign-ups" label="Sign-ups / min" view={signUpView} kinds={ofSignUps} />
          <TotalUsersTile />
          <AbuseTile />
          <HotlineTile />
        </div>
      </div>
    </section>
  );
}
