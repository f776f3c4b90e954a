"use client";

import { Download, Search, X } from "lucide-react";
import { type ComponentProps, useId, useState } from "react";
import type { AuditFilter } from "../../server/audit/contract.ts";
import { useZone } from "../shell/use-scope.ts";
import { Button } from "../ui/button.tsx";
import { fieldOf, instantOf } from "./utc-field.ts";

const box =
  "h-7 w-full min-w-0 rounded-sm border border-input bg-background px-2 text-base text-foreground max-md:h-11";

/** What to look for, and the ways out of what was found. Times are written in UTC, whatever zone the page shows. */
export function AuditSearch({
  filter,
  deeds,
  onSearch,
}: {
  filter: AuditFilter;
  deeds: readonly string[];
  onSearch: (filter: AuditFilter) => void;
}) {
  const [draft, setDraft] = useState(() => draftOf(filter));
  const set = (name: keyof Draft) => (value: string) => setDraft({ ...draft, [name]: value });
  return (
    <search className="border-b border-border bg-sidebar">
      <form
        aria-label="Search the audit"
        className="grid grid-cols-2 items-end gap-x-3 gap-y-2 px-4 py-2 md:flex md:flex-wrap"
        onSubmit={(event) => {
          event.preventDefault();
          onSearch(filterOf(draft));
        }}
      >
        <Box
          label="Person"
          className="md:w-44"
          value={draft.person}
          onChange={set("person")}
          placeholder="name or id"
        />
        <DeedChoice deeds={deeds} value={draft.deed} onChange={set("deed")} />
        <Box
          label="Done to"
          className="max-md:col-span-2 md:w-44"
          value={draft.subject}
          onChange={set("subject")}
          placeholder="id"
        />
        <Box label="From, UTC" type="datetime-local" step="1" value={draft.from} onChange={set("from")} />
        <Box label="To, UTC" type="datetime-local" step="1" value={draft.to} onChange={set("to")} />
        <Button size="small" type="submit">
          <Search size={14} aria-hidden /> Search
        </Button>
        <Button
          size="small"
          type="button"
          variant="quiet"
          disabled={Object.keys(filter).length === 0}
          onClick={() => {
            setDraft(draftOf({}));
            onSearch({});
          }}
        >
          <X size={14} aria-hidden /> Show all
        </Button>
        <span className="grow max-md:hidden" />
        <FileLink filter={filter} />
      </form>
    </search>
  );
}

function DeedChoice({
  deeds,
  value,
  onChange,
}: {
  deeds: readonly string[];
  value: string;
  onChange: (value: string) => void;
}) {
  const id = useId();
  return (
    <div className="min-w-0 md:w-44">
      <label htmlFor={id}>
        <Caption>Deed</Caption>
      </label>
      <select id={id} className={box} value={value} onChange={(event) => onChange(event.target.value)}>
        <option value="">any</option>
        {choicesOf(deeds, value).map(({ noun, names }) => (
          <optgroup key={noun} label={noun}>
            <option value={noun}>{noun}, any</option>
            {names.map((name) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </optgroup>
        ))}
      </select>
    </div>
  );
}

interface Draft {
  person: string;
  deed: string;
  subject: string;
  from: string;
  to: string;
}

function draftOf({ person = "", deed = "", subject = "", from, to }: AuditFilter): Draft {
  return {
    person,
    deed,
    subject,
    from: from === undefined ? "" : fieldOf(from),
    to: to === undefined ? "" : fieldOf(to),
  };
}

function filterOf({ person, deed, subject, from, to }: Draft): AuditFilter {
  const [since, until] = [instantOf(from), instantOf(to)];
  return {
    ...(person.trim() && { person: person.trim() }),
    ...(deed && { deed }),
    ...(subject.trim() && { subject: subject.trim() }),
    ...(since !== null && { from: since }),
    ...(until !== null && { to: until }),
  };
}

/** Deeds by their noun; one that stands in the address and was never done is offered, too. */
function choicesOf(deeds: readonly string[], chosen: string): { noun: string; names: string[] }[] {
  const nounOf = (deed: string) => deed.split(".", 1)[0] ?? deed;
  const known = deeds.some((deed) => deed === chosen || nounOf(deed) === chosen);
  const all = chosen === "" || known ? deeds : [...deeds, chosen].toSorted();
  return [...Map.groupBy(all, nounOf)].map(([noun, names]) => ({ noun, names: names.filter((name) => name !== noun) }));
}

const Caption = ({ children }: { children: string }) => (
  <span className="mb-0.5 block text-xs text-muted-foreground">{children}</span>
);

function Box({
  label,
  className,
  onChange,
  ...props
}: Omit<ComponentProps<"input">, "onChange"> & { label: string; onChange: (value: string) => void }) {
  return (
    <label className={`min-w-0 ${className ?? ""}`}>
      <Caption>{label}</Caption>
      <input {...props} maxLength={200} onChange={(event) => onChange(event.target.value)} className={box} />
    </label>
  );
}

/** The rows that were searched for, all of them, as a file. */
function FileLink({ filter }: { filter: AuditFilter }) {
  const zone = useZone();
  const query = new URLSearchParams({ zone: zone.name });
  for (const [name, value] of Object.entries(filter)) query.set(name, String(value));
  return (
    <Button size="small" variant="quiet" asChild>
      <a href={`/export/audit.csv?${query}`} download data-testid="csv">
        <Download size={14} aria-hidden /> CSV
      </a>
    </Button>
  );
}
