"use client";

import { useMutation } from "@tanstack/react-query";
import { graceHours, type SourceKey, type SourceOverview } from "../../server/sources/contract.ts";
import { useLive } from "../live/live-provider.tsx";
import { useTRPC } from "../shell/api.tsx";
import { useZone } from "../shell/use-scope.ts";
import { Select } from "../ui/choice.tsx";
import { Field } from "../ui/field.tsx";
import { dayAndTime } from "../ui/format-time.ts";
import { KeyFields, readKeyFields } from "./key-fields.tsx";
import { SecretDialog } from "./secret-dialog.tsx";
import type { Secret } from "./secret-shown.tsx";

/** `onCreated`: with the new source's id, as soon as it is there. */
export function CreateSourceDialog({ onClose, onCreated }: { onClose: () => void; onCreated: (id: number) => void }) {
  const trpc = useTRPC();
  const { clock } = useLive();
  const create = useMutation(trpc.sources.create.mutationOptions());
  async function deed(form: FormData): Promise<Secret> {
    const input = { name: String(form.get("name") ?? ""), ...readKeyFields(form, clock.now()) };
    const { id, key } = await create.mutateAsync(input);
    onCreated(id);
    return {
      what: "key",
      secret: key,
      note: `Send it as: Authorization: Bearer <key>. How to send stands at /developers.`,
    };
  }
  return (
    <SecretDialog title="New source" done="The source is there" act="Create" deed={deed} onClose={onClose}>
      <Field
        label="Name"
        name="name"
        required
        maxLength={100}
        hint="The system that sends: letters, digits and . _ : / # ( ) -"
      />
      <KeyFields scopes={["events", "statements"]} />
    </SecretDialog>
  );
}

export function IssueKeyDialog({
  source,
  onClose,
  onDone,
}: {
  source: SourceOverview;
  onClose: () => void;
  onDone: () => void;
}) {
  const trpc = useTRPC();
  const { clock } = useLive();
  const issue = useMutation(trpc.sources.issueKey.mutationOptions());
  async function deed(form: FormData): Promise<Secret> {
    const { key } = await issue.mutateAsync({ sourceId: source.id, ...readKeyFields(form, clock.now()) });
    onDone();
    return { what: "key", secret: key, note: "The other keys of this source go on as they are." };
  }
  return (
    <SecretDialog title={`New key for ${source.name}`} done="The new key" act="Issue key" deed={deed} onClose={onClose}>
      <KeyFields scopes={source.scopes.length > 0 ? source.scopes : ["events"]} />
    </SecretDialog>
  );
}

const graces = [
  { hours: 0, words: "Ends at once" },
  { hours: 1, words: "Goes on for an hour" },
  { hours: graceHours.usual, words: "Goes on for a day" },
  { hours: 7 * 24, words: "Goes on for a week" },
  { hours: graceHours.longest, words: "Goes on for 30 days" },
];

export function RotateKeyDialog({
  source,
  target,
  onClose,
  onDone,
}: {
  source: SourceOverview;
  target: SourceKey;
  onClose: () => void;
  onDone: () => void;
}) {
  const trpc = useTRPC();
  const zone = useZone();
  const rotate = useMutation(trpc.sources.rotateKey.mutationOptions());
  async function deed(form: FormData): Promise<Secret> {
    const { key, replaced } = await rotate.mutateAsync({ keyId: target.keyId, graceHours: Number(form.get("grace")) });
    onDone();
    return {
      what: "key",
      secret: key,
      note: `The old key works until ${dayAndTime(replaced.endsAt, zone)} ${zone.label}.`,
    };
  }
  const named = target.label || target.keyId;
  return (
    <SecretDialog
      title={`Rotate key ${named} of ${source.name}`}
      done="The new key"
      act="Rotate key"
      deed={deed}
      onClose={onClose}
    >
      <p className="mt-4">
        A new key with the same label and scopes takes its place. What is sent with either is the same event: nothing is
        counted twice.
      </p>
      <Select
        label="The old key"
        name="grace"
        defaultValue={String(graceHours.usual)}
        hint="Never longer than it was to last."
      >
        {graces.map(({ hours, words }) => (
          <option key={hours} value={hours}>
            {words}
          </option>
        ))}
      </Select>
    </SecretDialog>
  );
}
