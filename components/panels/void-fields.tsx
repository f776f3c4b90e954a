import type { SourceKey } from "../../server/sources/contract.ts";
import { Choice, Choices, Select } from "../ui/choice.tsx";
import type { VoidDraft } from "./void-scope.ts";

/** What to void. Intervals are of receipt and written in UTC, whatever zone the page shows. */
export function VoidFields({
  draft,
  keys,
  onChange,
  disabled,
}: {
  draft: VoidDraft;
  keys: readonly SourceKey[];
  onChange: (draft: VoidDraft) => void;
  disabled: boolean;
}) {
  const choice = (what: VoidDraft["what"], label: string, hint?: string) => (
    <Choice
      type="radio"
      name="what"
      value={what}
      checked={draft.what === what}
      onChange={() => onChange({ ...draft, what })}
      label={label}
      hint={hint}
    />
  );
  return (
    <fieldset disabled={disabled}>
      <Choices legend="What">
        {draft.batchId === "" ? null : choice("request", `The request ${draft.batchId.slice(0, 8)}`)}
        {choice("interval", "What was received in an interval")}
        {choice("key", "All that one key sent")}
        {choice("source", "All that the source sent")}
      </Choices>
      {draft.what === "interval" ? (
        <div className="grid grid-cols-2 gap-3 max-md:grid-cols-1">
          <Instant label="From, UTC" value={draft.from} onChange={(from) => onChange({ ...draft, from })} />
          <Instant label="To, UTC, not included" value={draft.to} onChange={(to) => onChange({ ...draft, to })} />
        </div>
      ) : null}
      {draft.what === "key" || draft.what === "interval" ? (
        <Select
          label={draft.what === "key" ? "Key" : "Of"}
          value={draft.keyId}
          onChange={(event) => onChange({ ...draft, keyId: event.target.value })}
        >
          <option value="">{draft.what === "key" ? "Choose a key" : "every key"}</option>
          {keys.map(({ keyId, label, state }) => (
            <option key={keyId} value={keyId}>
              {label ? `${label}, ${keyId}` : keyId} {state === "active" ? "" : `(${state})`}
            </option>
          ))}
        </Select>
      ) : null}
    </fieldset>
  );
}

/** A date and a time of day, to the second. */
export function Instant({
  label,
  value,
  onChange,
  optional = false,
}: {
  label: string;
  value: string;
  onChange: (value: string) => void;
  optional?: boolean;
}) {
  return (
    <label className="mt-4 block min-w-0">
      <span className="mb-1 block font-medium">{label}</span>
      <input
        type="datetime-local"
        step="1"
        required={!optional}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        className="h-11 w-full min-w-0 rounded-sm border border-input bg-background px-2 text-base text-foreground"
      />
    </label>
  );
}
