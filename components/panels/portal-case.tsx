"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useRef } from "react";
import type { Fallback, OfficerCase, OfficerCaseFile } from "../../server/hotline/portal/contract.ts";
import { useServerSecond } from "../live/use-connection.ts";
import { useTRPC } from "../shell/api.tsx";
import { useZone } from "../shell/use-scope.ts";
import { Button } from "../ui/button.tsx";
import { FormError } from "../ui/form-error.tsx";
import { duration } from "../ui/format-duration.ts";
import { dayAndTime, timeOfDay } from "../ui/format-time.ts";
import { StatusGlyph } from "../ui/status-glyph.tsx";
import { CaseClocks } from "./case-clocks.tsx";
import { CaseThread } from "./case-thread.tsx";
import { legalBasisNames, outcomeNames } from "./case-words.ts";
import { threatNames, urgencyNames } from "./hotline-words.ts";
import { standingWords } from "./portal-board.tsx";
import { portalAskMs, usePortalFeed } from "./use-portal-feed.ts";
import { useSubmit } from "./use-submit.ts";

/** One case of the own authority: who took it and when, its clocks, what was said and done, live. */
export function PortalCase({ initial }: { initial: OfficerCaseFile }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const options = trpc.partner.case.queryOptions({ number: initial.case.number });
  const { data: file } = useQuery({ ...options, initialData: initial, refetchInterval: portalAskMs });
  const askAgain = () => void queries.invalidateQueries({ queryKey: options.queryKey });
  usePortalFeed(askAgain);
  const one = file.case;
  return (
    <div data-testid="case" data-state={one.closed ? "closed" : "open"}>
      <p className="flex flex-wrap gap-x-3 text-sm text-secondary-foreground">
        <a href="/partner" className="text-primary hover:underline">
          Your cases
        </a>
        <span className="font-mono">{one.number}</span>
        <span className="[overflow-wrap:anywhere]">{one.reference}</span>
      </p>
      <h1 className="mt-1 text-2xl font-semibold" data-testid="case-standing">
        {standingWords(one)}
      </h1>
      <p className="mt-1 text-lg text-secondary-foreground">
        {threatNames[one.threat]}, {urgencyNames[one.urgency].toLowerCase()}
        {one.legalBasis === null ? null : `. ${legalBasisNames[one.legalBasis]}`}
      </p>
      <Steps one={one} />
      <CaseClocks clocks={one.clocks} deeds={null} />
      <div className="mt-4 gap-8 xl:grid xl:grid-cols-[minmax(0,1fr)_320px]">
        <section aria-label="What was said and done" className="-mx-4 min-w-0">
          <CaseThread file={file} />
          {one.closed ? null : <Writer one={one} sent={askAgain} />}
        </section>
        <TooLong one={one} fallback={file.fallback} />
      </div>
    </div>
  );
}

function Steps({ one }: { one: OfficerCase }) {
  const zone = useZone();
  const answer = one.clocks.find(({ kind }) => kind === "first_answer");
  const steps = [
    { name: "Received", at: one.receivedAt, more: "nobody can change this" },
    { name: "Acknowledged", at: one.acknowledgement.at, more: one.acknowledgement.by },
    { name: "Answered", at: one.closed ? null : (answer?.stoppedAt ?? null), more: answer?.stoppedBy ?? null },
    { name: "Closed", at: one.closed?.at ?? null, more: one.closed ? outcomeNames[one.closed.outcome] : null },
  ].filter(({ name, at }) => !(one.closed && name === "Answered" && at === null));
  return (
    <ol aria-label="Steps" className="my-6 flex flex-wrap gap-x-10 gap-y-3">
      {steps.map(({ name, at, more }) => (
        <li key={name} className="min-w-32">
          <p className="flex items-center gap-1.5 font-medium">
            <StatusGlyph status={at === null ? "unknown" : "done"} label={at === null ? "not yet" : "done"} />
            {name}
          </p>
          <p className="text-secondary-foreground">
            {at === null ? "not yet" : `${timeOfDay(at, zone)} ${zone.label}`}
          </p>
          <p className="max-w-60 text-sm [overflow-wrap:anywhere] text-muted-foreground">{at === null ? null : more}</p>
        </li>
      ))}
    </ol>
  );
}

/** What to do when nobody takes the case: the number appears when it is time to call. */
function TooLong({ one, fallback }: { one: OfficerCase; fallback: Fallback | null }) {
  const now = useServerSecond();
  const zone = useZone();
  if (one.closed || one.acknowledgement.at !== null) return null;
  const callAt = fallback === null ? null : one.receivedAt + fallback.afterMs;
  return (
    <aside aria-label="If this takes too long" className="mt-4 xl:mt-2" data-testid="fallback">
      <h2 className="font-medium">If this takes too long</h2>
      {fallback === null || callAt === null ? (
        <p className="mt-1 text-secondary-foreground">The platform has named no number to call.</p>
      ) : now >= callAt ? (
        <p className="mt-1" role="status">
          Nobody has taken it for {duration(fallback.afterMs)}. Call{" "}
          <a href={`tel:${fallback.number.replaceAll(" ", "")}`} className="text-lg font-semibold text-primary">
            {fallback.number}
          </a>
        </p>
      ) : (
        <p className="mt-1 text-secondary-foreground">
          If nobody has taken it by {dayAndTime(callAt, zone)} {zone.label}, the number to call appears here.
        </p>
      )}
    </aside>
  );
}

function Writer({ one, sent }: { one: OfficerCase; sent: () => void }) {
  const trpc = useTRPC();
  const word = useMutation(trpc.partner.send.mutationOptions());
  const { busy, error, send } = useSubmit();
  const form = useRef<HTMLFormElement>(null);
  async function submit(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const text = String(new FormData(event.currentTarget).get("text") ?? "");
    if (!(await send(() => word.mutateAsync({ caseId: one.id, text })))) return;
    form.current?.reset();
    sent();
  }
  return (
    <form
      ref={form}
      aria-label="Write to the people on call"
      onSubmit={(event) => void submit(event)}
      className="mx-4 rounded-md border border-input"
    >
      <textarea
        name="text"
        aria-label="Message"
        required
        maxLength={8_000}
        rows={3}
        className="block w-full resize-y rounded-t-md bg-background px-3 py-2 outline-offset-[-2px]"
      />
      <div className="flex items-center justify-end gap-2 border-t border-border px-2 py-2">
        <Button type="submit" variant="primary" disabled={busy}>
          Send
        </Button>
      </div>
      <div className="px-3 [&:has(p:not(:empty))]:pb-3">
        <FormError message={error} />
      </div>
    </form>
  );
}
