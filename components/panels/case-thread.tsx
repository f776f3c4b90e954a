"use client";

import { type FormEvent, useRef, useState } from "react";
import type { TimelineEntry } from "../../server/hotline/contract.ts";
import { type CaseMessage, type MessageKind, messageKinds } from "../../server/hotline/messages/contract.ts";
import { useServerSecond } from "../live/use-connection.ts";
import { useZone } from "../shell/use-scope.ts";
import { Button } from "../ui/button.tsx";
import { cn } from "../ui/cn.ts";
import { FormError } from "../ui/form-error.tsx";
import { shortInstant } from "../ui/format-time.ts";
import { eventWords } from "./case-words.ts";
import { useSubmit } from "./use-submit.ts";

const messageWords: Record<MessageKind, { side: string; press: string }> = {
  to_authority: { side: "to the authority", press: "To the authority" },
  from_authority: { side: "from the authority", press: "The authority said" },
  note: { side: "internal, the authority does not see this", press: "Internal note" },
  hand_over: { side: "hand-over, internal", press: "Hand-over" },
};
const writtenKinds: ReadonlySet<TimelineEntry["kind"]> = new Set([
  "message_sent",
  "message_received",
  "noted",
  "handed_over",
]);

/** What happened and what was written, in one order. Messages stand in the place of the line that says there is one. */
export function CaseThread({ file }: { file: { timeline: TimelineEntry[]; messages: CaseMessage[] | null } }) {
  const now = useServerSecond();
  const zone = useZone();
  const messages = file.messages ?? [];
  const lines = file.timeline.filter(({ kind }) => file.messages === null || !writtenKinds.has(kind));
  const rows = [
    ...lines.map((entry) => ({ key: `event-${entry.cursor}`, at: entry.at, entry, message: null })),
    ...messages.map((message) => ({ key: message.id, at: message.at, entry: null, message })),
  ].toSorted((a, b) => a.at - b.at);
  return (
    <ol aria-label="Timeline" className="px-4 py-3">
      {rows.map(({ key, at, entry, message }) => (
        <li key={key} className="grid grid-cols-[64px_minmax(0,1fr)] gap-x-2 py-1 max-md:grid-cols-1">
          <span className="text-sm text-muted-foreground tabular-nums" title={zone.label}>
            {shortInstant(at, now, zone)}
          </span>
          {entry ? (
            <p className="[overflow-wrap:anywhere]">
              {eventWords(entry)}
              {entry.by === null ? null : <span className="text-muted-foreground"> by {entry.by}</span>}
            </p>
          ) : null}
          {message ? <Message message={message} /> : null}
        </li>
      ))}
      {file.messages === null ? (
        <li className="mt-2 text-sm text-muted-foreground">
          What is written here is read by people on call, the law desk and auditors.
        </li>
      ) : null}
    </ol>
  );
}

function Message({ message }: { message: CaseMessage }) {
  const internal = message.kind === "note" || message.kind === "hand_over";
  return (
    <article
      data-testid={`message-${message.kind}`}
      className={cn(
        "rounded-md border px-3 py-2",
        internal && "border-dashed border-border-strong",
        message.kind === "to_authority" && "border-primary-line bg-primary-soft",
        message.kind === "from_authority" && "border-border bg-muted",
      )}
    >
      <p className="text-sm">
        <span className="font-medium">{message.by}</span>{" "}
        <span className="text-secondary-foreground">{messageWords[message.kind].side}</span>
      </p>
      <p className="mt-0.5 [overflow-wrap:anywhere] whitespace-pre-wrap">{message.text}</p>
    </article>
  );
}

/** Where people on call write: to the authority, what it said, or for ours alone. */
export function CaseComposer({ send }: { send: (kind: MessageKind, text: string) => Promise<unknown> }) {
  const [kind, setKind] = useState<MessageKind>("to_authority");
  const submit = useSubmit();
  const form = useRef<HTMLFormElement>(null);
  async function onSubmit(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const text = String(new FormData(event.currentTarget).get("text") ?? "");
    if (await submit.send(() => send(kind, text))) form.current?.reset();
  }
  return (
    <form
      ref={form}
      aria-label="Write"
      onSubmit={(event) => void onSubmit(event)}
      className="mx-4 mb-4 rounded-md border border-input"
    >
      <textarea
        name="text"
        aria-label={messageWords[kind].press}
        required
        maxLength={8_000}
        rows={3}
        className="block w-full resize-y rounded-t-md bg-background px-3 py-2 outline-offset-[-2px]"
      />
      <div className="flex flex-wrap items-center gap-2 border-t border-border px-2 py-2">
        <fieldset className="flex flex-wrap gap-1">
          <legend className="sr-only">Who reads it</legend>
          {messageKinds.map((one) => (
            <label
              key={one}
              className={cn(
                "flex h-7 cursor-pointer items-center gap-1.5 rounded-sm px-2 text-sm max-md:h-11",
                one === kind ? "bg-secondary font-medium" : "text-secondary-foreground",
              )}
            >
              <input
                type="radio"
                name="kind"
                value={one}
                checked={one === kind}
                onChange={() => setKind(one)}
                className="accent-primary"
              />
              {messageWords[one].press}
            </label>
          ))}
        </fieldset>
        <Button type="submit" size="small" disabled={submit.busy} className="ml-auto">
          Send
        </Button>
      </div>
      <div className="px-3 empty:hidden [&:has(p:not(:empty))]:pb-3">
        <FormError message={submit.error} />
      </div>
    </form>
  );
}
