"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { type FormEvent, useEffect, useState } from "react";
import { type Severity, severities } from "../../server/alerts/contract.ts";
import { type Matcher, silenceBounds } from "../../server/alerts/silence/contract.ts";
import { useLive } from "../live/live-provider.tsx";
import { useTRPC } from "../shell/api.tsx";
import { useVisitor } from "../shell/visitor.tsx";
import { Select } from "../ui/choice.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Field } from "../ui/field.tsx";
import { FormFoot } from "../ui/form-foot.tsx";
import { fullNumber } from "../ui/format-number.ts";
import { withToast } from "../ui/with-toast.ts";
import { severityLooks } from "./alert-words.ts";
import { useAskSilencesAgain } from "./use-silences.ts";
import { useSubmit } from "./use-submit.ts";
import { fieldOf, instantOf } from "./utc-field.ts";
import { Instant } from "./void-fields.tsx";

const hour = 3_600_000;
/** A start this near is now. */
const nowMs = 60_000;

/** Which alerts, how long and why; says beforehand what it would hold. */
export function SilenceDialog({
  integrations,
  onClose,
}: {
  integrations: readonly { id: number; name: string }[];
  onClose: () => void;
}) {
  const { alerts } = useTRPC();
  const { clock } = useLive();
  const askAgain = useAskSilencesAgain();
  const create = useMutation(alerts.createSilence.mutationOptions());
  const { data: responders = [] } = useQuery(alerts.responders.queryOptions());
  const { personId } = useVisitor();
  const { busy, error, send } = useSubmit();
  const [problem, setProblem] = useState<string | null>(null);
  const [draft, setDraft] = useState(() => ({
    ...{ integrationId: "", severity: "" as Severity | "", text: "", dedupKeyPrefix: "", reason: "", ownerId: "" },
    ...{ from: fieldOf(clock.now()), to: fieldOf(clock.now() + hour) },
  }));
  const set = (next: Partial<typeof draft>) => setDraft({ ...draft, ...next });
  const matcher = matcherOf(draft);

  async function save(event: FormEvent): Promise<void> {
    event.preventDefault();
    const [from, to] = [instantOf(draft.from), instantOf(draft.to)];
    const missing =
      matcher === null
        ? "Say which alerts: fill in one at least."
        : from === null || to === null
          ? "Write both times."
          : null;
    setProblem(missing);
    if (matcher === null || from === null || to === null) return;
    const later = from > clock.now() + nowMs ? from : null;
    const ownerId = draft.ownerId === "" ? null : draft.ownerId;
    const done = await send(() => create.mutateAsync({ matcher, from: later, to, reason: draft.reason, ownerId }));
    void askAgain();
    if (!done) return;
    withToast((toast) => toast("The silence is there"));
    onClose();
  }

  return (
    <Dialog title="New silence" onClose={onClose} busy={busy} keep>
      <form onSubmit={(event) => void save(event)}>
        <fieldset disabled={busy} className="min-w-0">
          <p className="mt-4 text-secondary-foreground">Alerts for which all of this is so page nobody.</p>
          <div className="grid grid-cols-2 gap-x-3 max-md:grid-cols-1">
            <Select
              label="Integration"
              value={draft.integrationId}
              onChange={({ target }) => set({ integrationId: target.value })}
            >
              <option value="">any</option>
              {integrations.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </Select>
            <Select
              label="Severity"
              value={draft.severity}
              onChange={({ target }) => set({ severity: severities.find((one) => one === target.value) ?? "" })}
            >
              <option value="">any</option>
              {severities.map((severity) => (
                <option key={severity} value={severity}>
                  {severityLooks[severity].word}
                </option>
              ))}
            </Select>
            <Field
              label="Text in summary or source"
              value={draft.text}
              maxLength={silenceBounds.text}
              onChange={({ target }) => set({ text: target.value })}
            />
            <Field
              label="Dedup key begins with"
              value={draft.dedupKeyPrefix}
              maxLength={255}
              onChange={({ target }) => set({ dedupKeyPrefix: target.value })}
            />
            <Instant label="From, UTC" value={draft.from} onChange={(from) => set({ from })} />
            <Instant label="To, UTC" value={draft.to} onChange={(to) => set({ to })} />
          </div>
          <Field
            label="Why"
            value={draft.reason}
            required
            maxLength={silenceBounds.reason}
            hint={`It ends by itself, at most ${silenceBounds.daysAhead} days ahead.`}
            onChange={({ target }) => set({ reason: target.value })}
          />
          <Select
            label="Who answers for it"
            value={draft.ownerId}
            onChange={({ target }) => set({ ownerId: target.value })}
          >
            <option value="">you</option>
            {responders
              .filter((one) => one.personId !== personId)
              .map((one) => (
                <option key={one.personId} value={one.personId}>
                  {one.name}
                </option>
              ))}
          </Select>
        </fieldset>
        <Preview matcher={matcher} />
        <FormFoot error={problem ?? error} act="Silence" busy={busy} onClose={onClose} />
      </form>
    </Dialog>
  );
}

/** Null while nothing is filled in: that would be every alert. */
function matcherOf(draft: { integrationId: string; severity: Severity | ""; text: string; dedupKeyPrefix: string }) {
  const said = (text: string) => (text.trim() === "" ? null : text.trim());
  const matcher: Matcher = {
    integrationId: draft.integrationId === "" ? null : Number(draft.integrationId),
    severity: draft.severity === "" ? null : draft.severity,
    text: said(draft.text),
    dedupKeyPrefix: said(draft.dedupKeyPrefix),
  };
  return Object.values(matcher).some((given) => given !== null) ? matcher : null;
}

const typingMs = 300;

/** What the silence would hold of what is open now. */
function Preview({ matcher }: { matcher: Matcher | null }) {
  const { alerts } = useTRPC();
  const written = JSON.stringify(matcher);
  const [asked, setAsked] = useState(written);
  useEffect(() => {
    const timer = setTimeout(() => setAsked(written), typingMs);
    return () => clearTimeout(timer);
  }, [written]);
  const settled: Matcher | null = JSON.parse(asked);
  const { data } = useQuery({
    ...alerts.checkSilence.queryOptions({ matcher: settled ?? { severity: "info" } }),
    enabled: settled !== null,
    staleTime: 0,
  });
  const known = settled !== null && asked === written ? data : undefined;
  return (
    <div role="status" data-testid="silence-preview" className="mt-4 min-h-6 text-secondary-foreground">
      {known ? (
        <>
          <p>
            Matches <b className="font-medium tabular-nums">{fullNumber(known.open)}</b>{" "}
            {known.open === 1 ? "alert" : "alerts"} open now{known.open > 0 ? ":" : "."}
          </p>
          <ul>
            {known.first.map(({ number, summary }) => (
              <li key={number} title={summary} className="truncate text-sm">
                <span className="font-mono">{number}</span> <bdi>{summary}</bdi>
              </li>
            ))}
          </ul>
        </>
      ) : null}
    </div>
  );
}
