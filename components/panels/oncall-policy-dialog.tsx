"use client";

import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import type { Level, PolicyDefinition, PolicyOnBoard, PolicyPreview } from "../../server/oncall/policy/contract.ts";
import type { OnCallPerson, ScheduleOnBoard } from "../../server/oncall/schedule/contract.ts";
import { useTRPC } from "../shell/api.tsx";
import { useZone } from "../shell/use-scope.ts";
import { Button } from "../ui/button.tsx";
import { Select } from "../ui/choice.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Field } from "../ui/field.tsx";
import { FormFoot } from "../ui/form-foot.tsx";
import { withToast } from "../ui/with-toast.ts";
import { Reach } from "./oncall-policies.tsx";
import { useAskOncallAgain } from "./use-oncall.ts";
import { useSubmit } from "./use-submit.ts";

type Target = Level["targets"][number];
const keyOf = (target: Target) =>
  target.kind === "person" ? `person ${target.personId}` : `schedule ${target.scheduleId}`;

/** Writes an escalation policy, or changes a known one; shows before it is saved whom it reaches. */
export function PolicyDialog({
  known,
  schedules,
  people,
  onClose,
}: {
  known: PolicyOnBoard | null;
  schedules: readonly ScheduleOnBoard[];
  people: readonly OnCallPerson[];
  onClose: () => void;
}) {
  const { oncall } = useTRPC();
  const zone = useZone();
  const askAgain = useAskOncallAgain();
  const create = useMutation(oncall.createPolicy.mutationOptions());
  const change = useMutation(oncall.changePolicy.mutationOptions());
  const check = useMutation(oncall.checkPolicy.mutationOptions());
  const { busy, error, send } = useSubmit();
  const [preview, setPreview] = useState<PolicyPreview | null>(null);
  const [draft, setDraft] = useState<PolicyDefinition>(() =>
    known
      ? { name: known.name, levels: known.levels, repeats: known.repeats }
      : { name: "", levels: [emptyLevel], repeats: 2 },
  );
  const set = (next: Partial<PolicyDefinition>) => {
    setDraft({ ...draft, ...next });
    setPreview(null);
  };
  const setLevel = (index: number, next: Partial<Level>) =>
    set({ levels: draft.levels.map((one, at) => (at === index ? { ...one, ...next } : one)) });
  const choices: { target: Target; name: string }[] = [
    ...schedules.map(({ id, name }) => ({
      target: { kind: "schedule" as const, scheduleId: id },
      name: `Schedule ${name}`,
    })),
    ...people.map(({ id, name }) => ({ target: { kind: "person" as const, personId: id }, name })),
  ];
  const nameOf = (target: Target) =>
    choices.find((one) => keyOf(one.target) === keyOf(target))?.name ??
    known?.people.find(({ id }) => target.kind === "person" && id === target.personId)?.name ??
    "no longer there";
  const look = () =>
    send(async () => setPreview(await check.mutateAsync({ ...draft, ...(known && { id: known.id }) })));
  async function save(event: FormEvent): Promise<void> {
    event.preventDefault();
    const done = await send(() =>
      known ? change.mutateAsync({ ...draft, id: known.id, version: known.version }) : create.mutateAsync(draft),
    );
    void askAgain();
    if (!done) return;
    withToast((toast) => toast(known ? "The policy is changed" : "The policy is there"));
    onClose();
  }
  return (
    <Dialog title={known ? `Change ${known.name}` : "New policy"} onClose={onClose} busy={busy} keep>
      <form onSubmit={(event) => void save(event)}>
        <fieldset disabled={busy} className="min-w-0">
          <Field
            label="Name"
            value={draft.name}
            maxLength={80}
            required
            onChange={(event) => set({ name: event.target.value })}
          />
          {draft.levels.map((level, index) => (
            <fieldset
              // biome-ignore lint/suspicious/noArrayIndexKey: a level is known by its place
              key={index}
              className="mt-5 min-w-0 border-t border-border-strong pt-2"
            >
              <legend className="pr-2 font-semibold">Level {index + 1}</legend>
              <ul>
                {level.targets.map((target) => (
                  <li key={keyOf(target)} className="flex items-center gap-2 py-0.5">
                    <span className="min-w-0 grow truncate" title={nameOf(target)}>
                      {nameOf(target)}
                    </span>
                    <Button
                      size="small"
                      variant="quiet"
                      aria-label={`Take ${nameOf(target)} out of level ${index + 1}`}
                      onClick={() =>
                        setLevel(index, { targets: level.targets.filter((one) => keyOf(one) !== keyOf(target)) })
                      }
                    >
                      Take out
                    </Button>
                  </li>
                ))}
              </ul>
              <Select
                label="Also call"
                value=""
                onChange={(event) => {
                  const chosen = choices.find((one) => keyOf(one.target) === event.target.value);
                  if (chosen) setLevel(index, { targets: [...level.targets, chosen.target] });
                }}
              >
                <option value="">Add a schedule or a person</option>
                {choices
                  .filter(({ target }) => !level.targets.some((one) => keyOf(one) === keyOf(target)))
                  .map(({ target, name }) => (
                    <option key={keyOf(target)} value={keyOf(target)}>
                      {name}
                    </option>
                  ))}
              </Select>
              <Field
                label="Minutes to acknowledge"
                type="number"
                min={1}
                max={1440}
                required
                value={level.delayMinutes}
                onChange={(event) => setLevel(index, { delayMinutes: Number(event.target.value) })}
                hint="then the next level is called"
              />
              <p className="mt-1 text-sm">
                {preview?.reach[index]?.unreached.length === 0 ? "Reaches somebody at every time." : null}
                <Reach reach={preview?.reach[index]} zone={zone} />
              </p>
              {draft.levels.length > 1 ? (
                <Button
                  size="small"
                  variant="danger"
                  className="mt-1"
                  onClick={() => set({ levels: draft.levels.filter((_, at) => at !== index) })}
                >
                  Remove level {index + 1}
                </Button>
              ) : null}
            </fieldset>
          ))}
          <Button size="small" className="mt-3" onClick={() => set({ levels: [...draft.levels, emptyLevel] })}>
            Add a level
          </Button>
          <Field
            label="Again after the last level, times"
            type="number"
            min={0}
            max={9}
            required
            value={draft.repeats}
            onChange={(event) => set({ repeats: Number(event.target.value) })}
          />
        </fieldset>
        <FormFoot error={preview?.refusal ?? error} act={known ? "Change" : "Create"} busy={busy} onClose={onClose}>
          <Button onClick={() => void look()} disabled={busy}>
            Preview
          </Button>
        </FormFoot>
      </form>
    </Dialog>
  );
}

const emptyLevel: Level = { delayMinutes: 5, targets: [] };
