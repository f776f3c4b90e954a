"use client";

import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { type Integration, integrationKinds } from "../../server/alerts/contract.ts";
import { groupings } from "../../server/alerts/escalation/contract.ts";
import type { PolicyOnBoard } from "../../server/oncall/policy/contract.ts";
import { useTRPC } from "../shell/api.tsx";
import { Select } from "../ui/choice.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Field } from "../ui/field.tsx";
import { FormFoot } from "../ui/form-foot.tsx";
import { withToast } from "../ui/with-toast.ts";
import { ConfirmDialog } from "./confirm-dialog.tsx";
import type { IntegrationDeed } from "./integration-board.tsx";
import { groupingNames, kindNames } from "./integration-words.ts";
import { SecretDialog } from "./secret-dialog.tsx";
import type { Secret } from "./secret-shown.tsx";
import { useSubmit } from "./use-submit.ts";

/** Makes an integration, says whom its alerts call, or ends it. */
export function IntegrationDialogs({
  deed,
  policies,
  onChanged,
  onClose,
}: {
  deed: IntegrationDeed;
  policies: readonly PolicyOnBoard[];
  onChanged: () => void;
  onClose: () => void;
}) {
  const { integrations } = useTRPC();
  const revoke = useMutation(integrations.revoke.mutationOptions());
  if (deed.name === "create") return <CreateDialog policies={policies} onChanged={onChanged} onClose={onClose} />;
  if (deed.name === "route") {
    const { integration } = deed;
    return <RouteDialog integration={integration} policies={policies} onChanged={onChanged} onClose={onClose} />;
  }
  const { id, name } = deed.integration;
  return (
    <ConfirmDialog
      title={`Revoke ${name}?`}
      words="Its key stops working at once, for ever. Its alerts stay, and are worked on as before."
      act="Revoke the key"
      deed={async () => {
        await revoke.mutateAsync({ id }).finally(onChanged);
        withToast((toast) => toast("The key is revoked"));
      }}
      onClose={onClose}
    />
  );
}

interface Opened {
  policies: readonly PolicyOnBoard[];
  onChanged: () => void;
  onClose: () => void;
}

const policyOf = (chosen: unknown) => (chosen === "" || chosen === null ? null : Number(chosen));

function CreateDialog({ policies, onChanged, onClose }: Opened) {
  const { integrations } = useTRPC();
  const create = useMutation(integrations.create.mutationOptions());
  async function creating(form: FormData): Promise<Secret> {
    const kind = integrationKinds.find((one) => one === form.get("kind")) ?? "generic";
    const name = String(form.get("name") ?? "");
    const { key } = await create.mutateAsync({ kind, name, policyId: policyOf(form.get("policyId")) });
    onChanged();
    return { what: "key", secret: key, note: `It reports alerts as ${name.trim()}, and reads nothing.` };
  }
  return (
    <SecretDialog title="New integration" done="The key" act="Make the key" deed={creating} onClose={onClose}>
      <Field
        label="Name"
        name="name"
        required
        maxLength={100}
        autoComplete="off"
        hint="Of the system that sends. It stands on each of its alerts."
      />
      <Select label="What it speaks" name="kind" defaultValue="pagerduty">
        {integrationKinds.map((kind) => (
          <option key={kind} value={kind}>
            {kindNames[kind]}
          </option>
        ))}
      </Select>
      <PolicySelect policies={policies} name="policyId" />
    </SecretDialog>
  );
}

function PolicySelect({
  policies,
  ...props
}: { policies: readonly PolicyOnBoard[] } & Omit<Parameters<typeof Select>[0], "label" | "children">) {
  return (
    <Select label="Calls by the policy" hint="Without one its alerts stand in the inbox and call nobody." {...props}>
      <option value="">None: calls nobody</option>
      {policies.map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </Select>
  );
}

function RouteDialog({ integration, policies, onChanged, onClose }: Opened & { integration: Integration }) {
  const { integrations } = useTRPC();
  const route = useMutation(integrations.route.mutationOptions());
  const { busy, error, send } = useSubmit();
  const [draft, setDraft] = useState(() => ({
    policyId: integration.policyId,
    grouping: integration.grouping,
    groupingMinutes: integration.groupingMinutes,
  }));
  async function save(event: FormEvent): Promise<void> {
    event.preventDefault();
    const done = await send(() => route.mutateAsync({ integrationId: integration.id, ...draft }));
    onChanged();
    if (!done) return;
    withToast((toast) => toast("Its next alerts call so"));
    onClose();
  }
  return (
    <Dialog title={`Whom ${integration.name} calls`} onClose={onClose} busy={busy} keep>
      <form onSubmit={(event) => void save(event)}>
        <fieldset disabled={busy} className="min-w-0">
          <PolicySelect
            policies={policies}
            value={draft.policyId ?? ""}
            onChange={(event) => setDraft({ ...draft, policyId: policyOf(event.target.value) })}
          />
          <Select
            label="One page for"
            value={draft.grouping}
            onChange={(event) => {
              const grouping = groupings.find((one) => one === event.target.value);
              if (grouping) setDraft({ ...draft, grouping });
            }}
            hint="The others stand behind the first, and are on its page."
          >
            {groupings.map((grouping) => (
              <option key={grouping} value={grouping}>
                {groupingNames[grouping]}
              </option>
            ))}
          </Select>
          {draft.grouping === "none" ? null : (
            <Field
              label="That come within so many minutes"
              type="number"
              min={1}
              max={1440}
              required
              value={draft.groupingMinutes}
              onChange={(event) => setDraft({ ...draft, groupingMinutes: Number(event.target.value) })}
            />
          )}
        </fieldset>
        <p className="mt-3 text-sm text-muted-foreground">Alerts that are open already go on as they began.</p>
        <FormFoot error={error} act="Change" busy={busy} onClose={onClose} />
      </form>
    </Dialog>
  );
}
