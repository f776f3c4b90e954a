"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { type Severity, severities } from "../../server/alerts/contract.ts";
import {
  longestMinutes,
  type Rule,
  type RuleComparison,
  type RuleDefinition,
  ruleComparisons,
} from "../../server/alerts/rule/contract.ts";
import {
  type Dimension,
  dimensions,
  dimensionsOf,
  type Filter,
  type LiveMeasure,
  layerOf,
  liveMeasures,
} from "../../server/counting/series/contract.ts";
import { dimensionNames, measureNames } from "../charts/dimension-names.ts";
import { useTRPC } from "../shell/api.tsx";
import { useZone } from "../shell/use-scope.ts";
import { useMay } from "../shell/visitor.tsx";
import { Button } from "../ui/button.tsx";
import { Choice, Select } from "../ui/choice.tsx";
import { Dialog, DialogFoot } from "../ui/dialog.tsx";
import { Field } from "../ui/field.tsx";
import { FormError } from "../ui/form-error.tsx";
import { withToast } from "../ui/with-toast.ts";
import { severityLooks } from "./alert-words.ts";
import { ConfirmDialog } from "./confirm-dialog.tsx";
import { FilterFields } from "./filter-fields.tsx";
import type { RuleDeed } from "./rule-board.tsx";
import { comparisonName, previewWords } from "./rule-words.ts";
import { useSourceNames } from "./series-frame.tsx";
import { useSubmit } from "./use-submit.ts";

/** Writes, changes or deletes a rule; for analysts it only says when one would have fired. */
export function RuleDialogs({
  deed,
  onChanged,
  onClose,
}: {
  deed: RuleDeed;
  onChanged: () => void;
  onClose: () => void;
}) {
  const { rules } = useTRPC();
  const remove = useMutation(rules.delete.mutationOptions());
  if (deed.name === "write") return <RuleForm known={deed.rule} onChanged={onChanged} onClose={onClose} />;
  const { id, version, name, firing } = deed.rule;
  const ends = firing ? " It fires now: its alert is resolved." : "";
  return (
    <ConfirmDialog
      title={`Delete ${name}?`}
      words={`What it looks for is watched no longer. Its alerts stay on record.${ends}`}
      act="Delete the rule"
      deed={async () => {
        await remove.mutateAsync({ id, version }).finally(onChanged);
        withToast((toast) => toast("The rule is deleted"));
      }}
      onClose={onClose}
    />
  );
}

const emptyRule: RuleDefinition = {
  ...{ name: "", measure: "takedowns", breakdowns: [], filter: {}, comparison: "above", value: 100, minutes: 5 },
  ...{ severity: "error", runbook: null, owner: "", enabled: true },
};

function definitionOf({
  name,
  measure,
  breakdowns,
  filter,
  comparison,
  value,
  minutes,
  ...rest
}: Rule): RuleDefinition {
  const { severity, runbook, owner, enabled } = rest;
  return { name, measure, breakdowns, filter, comparison, value, minutes, severity, runbook, owner, enabled };
}

/** By what a measure may be limited and told apart; all that rules read is live. */
const dimensionsFor = (measure: LiveMeasure): readonly Dimension[] =>
  measure === "total_users" ? [] : dimensionsOf(measure).filter((by) => by !== "timing");

function RuleForm({ known, onChanged, onClose }: { known: Rule | null; onChanged: () => void; onClose: () => void }) {
  const { rules } = useTRPC();
  const queries = useQueryClient();
  const zone = useZone();
  const sources = useSourceNames();
  const mayManage = useMay("rules.manage");
  const create = useMutation(rules.create.mutationOptions());
  const change = useMutation(rules.change.mutationOptions());
  const { busy, error, send } = useSubmit();
  const [draft, setDraft] = useState<RuleDefinition>(() => (known ? definitionOf(known) : emptyRule));
  const [preview, setPreview] = useState<string | null>(null);
  const set = (next: Partial<RuleDefinition>) => {
    setDraft({ ...draft, ...next });
    setPreview(null);
  };
  const limits = dimensionsFor(draft.measure);
  const setMeasure = (measure: LiveMeasure) => {
    const has = dimensionsFor(measure).map(String);
    const filter = Object.fromEntries(Object.entries(draft.filter).filter(([by]) => has.includes(by)));
    set({ measure, filter, breakdowns: draft.breakdowns.filter((by) => has.includes(by)) });
  };
  // What is limited to one value, or is not counted together with it, cannot be told apart.
  const beside = (filter: Filter) => {
    const breakdowns = draft.breakdowns.filter((by) => filter[by] === undefined);
    const { measure } = draft;
    return layerOf({ measure, filter, breakdowns, grain: "minute" }) === null ? [] : breakdowns;
  };
  const setComparison = (comparison: RuleComparison) =>
    set({ comparison, value: comparison === "absent" ? null : (draft.value ?? 100) });
  const look = () =>
    send(async () => {
      const { measure, breakdowns, filter, comparison, value, minutes } = draft;
      const asked = { measure, breakdowns, filter, comparison, value, minutes };
      const found = await queries.fetchQuery({ ...rules.preview.queryOptions(asked), staleTime: 0, retry: false });
      setPreview(previewWords(asked, found, { zone, sources }));
    });
  async function save(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (!mayManage) {
      await look();
      return;
    }
    const done = await send(() =>
      known ? change.mutateAsync({ ...draft, id: known.id, version: known.version }) : create.mutateAsync(draft),
    );
    onChanged();
    if (!done) return;
    withToast((toast) => toast(known ? "The rule is changed and begins anew" : "The rule is there"));
    onClose();
  }
  const title = known ? `Change ${known.name}` : mayManage ? "New rule" : "Try a rule";
  return (
    <Dialog title={title} onClose={onClose} busy={busy} keep>
      <form onSubmit={(event) => void save(event)}>
        <fieldset disabled={busy} className="min-w-0">
          {mayManage ? (
            <Field
              label="Name"
              value={draft.name}
              maxLength={80}
              required
              autoComplete="off"
              onChange={(event) => set({ name: event.target.value })}
            />
          ) : null}
          <Select
            label="Watch"
            value={draft.measure}
            onChange={(event) => {
              const chosen = liveMeasures.find((one) => one === event.target.value);
              if (chosen) setMeasure(chosen);
            }}
          >
            {liveMeasures.map((measure) => (
              <option key={measure} value={measure}>
                {measureNames[measure]}
              </option>
            ))}
          </Select>
          {limits.length === 0 ? null : (
            <>
              <FilterFields
                legend="Of those, only"
                known={limits}
                filter={draft.filter}
                onChange={(filter) => set({ filter, breakdowns: beside(filter) })}
              />
              <BreakdownFields draft={draft} known={limits} onChange={(breakdowns) => set({ breakdowns })} />
            </>
          )}
          <Select
            label={draft.measure === "total_users" ? "Fires when there are" : "Fires when a minute has"}
            value={draft.comparison}
            onChange={(event) => {
              const chosen = ruleComparisons.find((one) => one === event.target.value);
              if (chosen) setComparison(chosen);
            }}
          >
            {ruleComparisons.map((comparison) => (
              <option key={comparison} value={comparison}>
                {comparisonName(comparison, draft.measure)}
              </option>
            ))}
          </Select>
          {draft.comparison === "absent" ? null : (
            <Field
              label="This many"
              type="number"
              min={draft.comparison === "below" ? 1 : 0}
              max={100_000_000_000}
              required
              value={draft.value ?? ""}
              onChange={(event) => set({ value: Number(event.target.value) })}
            />
          )}
          <Field
            label="For so many minutes in a row"
            type="number"
            min={1}
            max={longestMinutes(draft)}
            required
            value={draft.minutes}
            onChange={(event) => set({ minutes: Number(event.target.value) })}
            hint={
              draft.comparison === "absent"
                ? draft.measure === "total_users"
                  ? "It ends with the next reading."
                  : "It ends with the first that comes."
                : "It ends when as many in a row are otherwise."
            }
          />
          {mayManage ? <Handling draft={draft} set={set} /> : null}
        </fieldset>
        <p role="status" className="mt-3 min-h-5 [overflow-wrap:anywhere]">
          {preview}
        </p>
        <FormError message={error} />
        <DialogFoot>
          <Button onClick={onClose} disabled={busy}>
            {mayManage ? "Cancel" : "Close"}
          </Button>
          {mayManage ? (
            <Button onClick={() => void look()} disabled={busy}>
              Preview
            </Button>
          ) : null}
          <Button type="submit" variant="primary" disabled={busy}>
            {mayManage ? (known ? "Change" : "Create") : "Preview"}
          </Button>
        </DialogFoot>
      </form>
    </Dialog>
  );
}

/** By which dimensions each value is watched for itself: at most two, of those that are counted together. */
function BreakdownFields({
  draft: { measure, filter, breakdowns },
  known,
  onChange,
}: {
  draft: { measure: LiveMeasure; filter: Filter; breakdowns: readonly Dimension[] };
  known: readonly Dimension[];
  onChange: (breakdowns: Dimension[]) => void;
}) {
  const [first, second] = breakdowns;
  const choices = (before: readonly Dimension[]) =>
    known.filter(
      (by) =>
        !before.includes(by) &&
        filter[by] === undefined &&
        layerOf({ measure, filter, breakdowns: [...before, by], grain: "minute" }) !== null,
    );
  const chosen = (value: string) => dimensions.find((by) => by === value);
  const others = first === undefined ? [] : choices([first]);
  return (
    <>
      <Select
        label="Look at"
        value={first ?? ""}
        onChange={(event) => {
          const by = chosen(event.target.value);
          onChange(by ? [by] : []);
        }}
        hint={
          first === undefined
            ? "One alert for all."
            : "Each value that fires has an alert of its own; all are one page."
        }
      >
        <option value="">all of them together</option>
        {choices([]).map((by) => (
          <option key={by} value={by}>
            each {dimensionNames[by].toLowerCase()} for itself
          </option>
        ))}
      </Select>
      {first !== undefined && others.length > 0 ? (
        <Select
          label="And of each"
          value={second ?? ""}
          onChange={(event) => {
            const by = chosen(event.target.value);
            onChange(by ? [first, by] : [first]);
          }}
        >
          <option value="">nothing more</option>
          {others.map((by) => (
            <option key={by} value={by}>
              each {dimensionNames[by].toLowerCase()}
            </option>
          ))}
        </Select>
      ) : null}
    </>
  );
}

/** How loud it is, and what its alert says to whoever is called. */
function Handling({ draft, set }: { draft: RuleDefinition; set: (next: Partial<RuleDefinition>) => void }) {
  return (
    <>
      <Select
        label="Severity"
        value={draft.severity}
        onChange={(event) => {
          const chosen: Severity | undefined = severities.find((one) => one === event.target.value);
          if (chosen) set({ severity: chosen });
        }}
      >
        {severities.map((severity) => (
          <option key={severity} value={severity}>
            {severityLooks[severity].word}
          </option>
        ))}
      </Select>
      <Field
        label="Owner"
        value={draft.owner}
        maxLength={100}
        required
        autoComplete="off"
        onChange={(event) => set({ owner: event.target.value })}
        hint="Who knows about it: a person or a team. Its alert says so."
      />
      <Field
        label="Runbook"
        type="url"
        value={draft.runbook ?? ""}
        maxLength={2048}
        placeholder="https://"
        pattern="https://.*"
        onChange={(event) => set({ runbook: event.target.value === "" ? null : event.target.value })}
        hint="What to do when it fires, on https. Its alert links to it."
      />
      <Choice
        type="checkbox"
        label="Watch now"
        checked={draft.enabled}
        onChange={(event) => set({ enabled: event.target.checked })}
      />
    </>
  );
}
