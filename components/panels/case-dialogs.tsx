"use client";

import type { FormEvent } from "react";
import { type CaseClock, startableClocks } from "../../server/hotline/clocks/contract.ts";
import { callBackResults, type HotlineCase, outcomes } from "../../server/hotline/contract.ts";
import { Choice, Choices } from "../ui/choice.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Field } from "../ui/field.tsx";
import { FormFoot } from "../ui/form-foot.tsx";
import { callBackNames, outcomeNames, pauseReasonNames, startableNames } from "./case-words.ts";
import { useSubmit } from "./use-submit.ts";
import { instantOf } from "./utc-field.ts";

/** What is being done to a case, with a question before it. */
export type CaseDeed = { name: "pause"; clock: CaseClock } | { name: "start" | "close" | "call_back" };

/** Sends what the form of a deed says; it rejects with the server's refusal. */
export interface CaseSenders {
  pause(clock: CaseClock, reason: string, evidence: string): Promise<unknown>;
  /** `receivedAt`: epoch ms; null: just now. */
  start(kind: string, receivedAt: number | null): Promise<unknown>;
  close(outcome: string): Promise<unknown>;
  callBack(result: string): Promise<unknown>;
}

/** The dialog of a deed. */
export function CaseDialogs({
  one,
  deed,
  senders,
  onClose,
}: {
  one: HotlineCase;
  deed: CaseDeed;
  senders: CaseSenders;
  onClose: () => void;
}) {
  const { busy, error, send } = useSubmit();
  async function submit(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const chosen = String(form.get("chosen") ?? "");
    const written = { evidence: String(form.get("evidence") ?? ""), received: String(form.get("received") ?? "") };
    if (await send(() => deedOf(deed, senders, chosen, written))) onClose();
  }
  const { title, legend, act, choices } = formOf(deed);
  return (
    <Dialog title={`${title} ${one.number}`} onClose={onClose} busy={busy}>
      <form onSubmit={(event) => void submit(event)}>
        {deed.name === "pause" ? <p className="mt-4 break-words">{deed.clock.name}</p> : null}
        <Choices legend={legend}>
          {choices.map(([value, label], at) => (
            <Choice
              key={value}
              type="radio"
              name="chosen"
              value={value}
              label={label}
              required
              defaultChecked={choices.length === 1 && at === 0}
            />
          ))}
        </Choices>
        {deed.name === "pause" ? (
          <Field
            label="Evidence"
            name="evidence"
            required
            maxLength={200}
            autoComplete="off"
            hint="Where the proof is: an id of a mail or file. Never what it says."
          />
        ) : null}
        {deed.name === "start" ? (
          <Field
            label="Received, UTC"
            name="received"
            type="datetime-local"
            step="1"
            hint="Empty: just now. The clock counts from here, and this cannot be changed later."
          />
        ) : null}
        {deed.name === "close" ? (
          <p className="mt-4 text-secondary-foreground">
            The authority sees it at once. Every clock that runs is stopped, and nothing more can be written.
          </p>
        ) : null}
        <FormFoot error={error} act={act} busy={busy} onClose={onClose} />
      </form>
    </Dialog>
  );
}

interface DeedForm {
  title: string;
  legend: string;
  act: string;
  choices: (readonly [value: string, label: string])[];
}

function formOf(deed: CaseDeed): DeedForm {
  switch (deed.name) {
    case "pause": {
      const choices = deed.clock.mayPauseFor.map((one) => [one, pauseReasonNames[one]] as const);
      return { title: "Pause a clock of", legend: "Why it may stand still", act: "Pause", choices };
    }
    case "start": {
      const choices = startableClocks.map((one) => [one, startableNames[one]] as const);
      return { title: "Start a clock of", legend: "What was received", act: "Start", choices };
    }
    case "close": {
      const choices = outcomes.map((one) => [one, outcomeNames[one]] as const);
      return { title: "Close", legend: "What was done", act: "Close the case", choices };
    }
    case "call_back": {
      const choices = callBackResults.map((one) => [one, callBackNames[one]] as const);
      return { title: "Call back for", legend: "What came of it", act: "Write down", choices };
    }
  }
}

function deedOf(
  deed: CaseDeed,
  senders: CaseSenders,
  chosen: string,
  { evidence, received }: { evidence: string; received: string },
): Promise<unknown> {
  switch (deed.name) {
    case "pause":
      return senders.pause(deed.clock, chosen, evidence);
    case "start":
      return senders.start(chosen, instantOf(received));
    case "close":
      return senders.close(chosen);
    case "call_back":
      return senders.callBack(chosen);
  }
}
