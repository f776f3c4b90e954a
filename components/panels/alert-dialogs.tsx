"use client";

import { type FormEvent, type ReactNode, useState } from "react";
import type { Alert } from "../../server/alerts/contract.ts";
import { useServerSecond } from "../live/use-connection.ts";
import { useZone } from "../shell/use-scope.ts";
import { Choice, Choices, Select } from "../ui/choice.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { FormFoot } from "../ui/form-foot.tsx";
import { dayAndTime } from "../ui/format-time.ts";
import { useSubmit } from "./use-submit.ts";

export interface Responder {
  personId: string;
  name: string;
}

const minute = 60_000;
const rests = [
  { ms: 15 * minute, words: "15 minutes" },
  { ms: 60 * minute, words: "1 hour" },
  { ms: 4 * 60 * minute, words: "4 hours" },
  { ms: 24 * 60 * minute, words: "A day" },
] as const;

/** Until when the alert rests; it counts on meanwhile, and its rest ends by itself. */
export function SnoozeDialog({
  alert,
  snooze,
  onClose,
}: {
  alert: Alert;
  snooze: (until: number) => Promise<void>;
  onClose: () => void;
}) {
  const now = useServerSecond();
  const zone = useZone();
  const [rest, setRest] = useState<number>(rests[1].ms);
  return (
    <DeedDialog title={`Snooze ${alert.number}`} act="Snooze" onClose={onClose} deed={() => snooze(now + rest)}>
      <Choices legend="For">
        {rests.map(({ ms, words }) => (
          <Choice
            key={ms}
            type="radio"
            name="rest"
            checked={rest === ms}
            onChange={() => setRest(ms)}
            label={words}
            hint={`until ${dayAndTime(now + ms, zone)} ${zone.label}`}
          />
        ))}
      </Choices>
    </DeedDialog>
  );
}

/** Who has the alert from now on: one of those who may act on it, or nobody. */
export function AssignDialog({
  alert,
  responders,
  assign,
  onClose,
}: {
  alert: Alert;
  responders: readonly Responder[];
  assign: (personId: string | null) => Promise<void>;
  onClose: () => void;
}) {
  const [personId, setPersonId] = useState(alert.assignee?.personId ?? "");
  return (
    <DeedDialog
      title={`Assign ${alert.number}`}
      act="Assign"
      onClose={onClose}
      deed={() => assign(personId === "" ? null : personId)}
    >
      <Select
        label="It belongs to"
        name="person"
        value={personId}
        onChange={({ target }) => setPersonId(target.value)}
        hint="People with the role on-call."
      >
        <option value="">Nobody</option>
        {responders.map((one) => (
          <option key={one.personId} value={one.personId}>
            {one.name}
          </option>
        ))}
      </Select>
    </DeedDialog>
  );
}

/** Who is called to help, whoever has the alert: they are told as their own rules say, at once. */
export function AddResponderDialog({
  alert,
  responders,
  add,
  onClose,
}: {
  alert: Alert;
  responders: readonly Responder[];
  add: (personId: string) => Promise<void>;
  onClose: () => void;
}) {
  const [personId, setPersonId] = useState("");
  return (
    <DeedDialog
      title={`Ask somebody to join ${alert.number}`}
      act="Call them"
      onClose={onClose}
      deed={() => add(personId)}
    >
      <Select
        label="Who"
        name="person"
        required
        value={personId}
        onChange={({ target }) => setPersonId(target.value)}
        hint="They are paged now, as their own notification rules say, until they acknowledge."
      >
        <option value="">Choose a person</option>
        {responders.map((one) => (
          <option key={one.personId} value={one.personId}>
            {one.name}
          </option>
        ))}
      </Select>
    </DeedDialog>
  );
}

function DeedDialog({
  title,
  act,
  deed,
  onClose,
  children,
}: {
  title: string;
  act: string;
  deed: () => Promise<void>;
  onClose: () => void;
  children: ReactNode;
}) {
  const { busy, error, send } = useSubmit();
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (await send(deed)) onClose();
  };
  return (
    <Dialog title={title} onClose={onClose} busy={busy}>
      <form onSubmit={(event) => void submit(event)}>
        {children}
        <FormFoot error={error} act={act} busy={busy} onClose={onClose} />
      </form>
    </Dialog>
  );
}
