"use client";

import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import type {
  OnCallPerson,
  Rotation,
  ScheduleDefinition,
  ScheduleOnBoard,
  SchedulePreview,
} from "../../server/oncall/schedule/contract.ts";
import { useLive } from "../live/live-provider.tsx";
import { useTRPC } from "../shell/api.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Field } from "../ui/field.tsx";
import { FormFoot } from "../ui/form-foot.tsx";
import { withToast } from "../ui/with-toast.ts";
import { OncallPreview } from "./oncall-preview.tsx";
import { RotationFields } from "./oncall-rotation-fields.tsx";
import { useAskOncallAgain } from "./use-oncall.ts";
import { useSubmit } from "./use-submit.ts";

/** Writes a schedule, or changes a known one; shows before it is saved what it will do. */
export function ScheduleDialog({
  known,
  people,
  onClose,
}: {
  known: ScheduleOnBoard | null;
  people: readonly OnCallPerson[];
  onClose: () => void;
}) {
  const { oncall } = useTRPC();
  const { clock } = useLive();
  const askAgain = useAskOncallAgain();
  const create = useMutation(oncall.createSchedule.mutationOptions());
  const change = useMutation(oncall.changeSchedule.mutationOptions());
  const check = useMutation(oncall.checkSchedule.mutationOptions());
  const { busy, error, send } = useSubmit();
  const today = new Date(clock.now()).toISOString().slice(0, 10);
  const [draft, setDraft] = useState<ScheduleDefinition>(() =>
    known
      ? { name: known.name, zone: known.zone, rotations: known.rotations }
      : { name: "", zone: Intl.DateTimeFormat().resolvedOptions().timeZone, rotations: [emptyRotation(today)] },
  );
  const [preview, setPreview] = useState<SchedulePreview | null>(null);
  const set = (next: Partial<ScheduleDefinition>) => {
    setDraft({ ...draft, ...next });
    setPreview(null);
  };
  const setRotation = (index: number, rotation: Rotation) =>
    set({ rotations: draft.rotations.map((one, at) => (at === index ? rotation : one)) });
  const look = () =>
    send(async () => setPreview(await check.mutateAsync({ ...draft, ...(known && { id: known.id }) })));
  async function save(event: FormEvent): Promise<void> {
    event.preventDefault();
    const done = await send(() =>
      known ? change.mutateAsync({ ...draft, id: known.id, version: known.version }) : create.mutateAsync(draft),
    );
    void askAgain();
    if (!done) return;
    withToast((toast) => toast(known ? "The schedule is changed" : "The schedule is there"));
    onClose();
  }
  const absent =
    known?.outlook.absent.map(({ personId, person }) => ({ id: personId, name: person ?? "deleted" })) ?? [];
  return (
    <Dialog title={known ? `Change ${known.name}` : "New schedule"} onClose={onClose} busy={busy} keep>
      <form onSubmit={(event) => void save(event)}>
        <fieldset disabled={busy} className="min-w-0">
          <Field
            label="Name"
            value={draft.name}
            maxLength={80}
            required
            onChange={(event) => set({ name: event.target.value })}
          />
          <Field
            label="Time zone"
            value={draft.zone}
            list="oncall-zones"
            required
            onChange={(event) => set({ zone: event.target.value })}
            hint="All times below are of its clocks, in summer and in winter."
          />
          <datalist id="oncall-zones">
            {Intl.supportedValuesOf("timeZone").map((zone) => (
              <option key={zone} value={zone} />
            ))}
          </datalist>
          {draft.rotations.map((rotation, index) => (
            <RotationFields
              // biome-ignore lint/suspicious/noArrayIndexKey: a rotation is known by its place among the layers
              key={index}
              layer={index + 1}
              rotation={rotation}
              people={people}
              absent={absent}
              onChange={(next) => setRotation(index, next)}
              onRemove={
                draft.rotations.length > 1
                  ? () => set({ rotations: draft.rotations.filter((_, at) => at !== index) })
                  : null
              }
            />
          ))}
          <Button
            size="small"
            className="mt-3"
            onClick={() => set({ rotations: [...draft.rotations, emptyRotation(today)] })}
          >
            Add a layer
          </Button>
          <p className="mt-1 text-sm text-muted-foreground">A later layer covers those before it.</p>
        </fieldset>
        {preview ? <OncallPreview outlook={preview} emptied={preview.emptiedPolicies} /> : null}
        <FormFoot error={error} act={known ? "Change" : "Create"} busy={busy} onClose={onClose}>
          <Button onClick={() => void look()} disabled={busy}>
            Preview
          </Button>
        </FormFoot>
      </form>
    </Dialog>
  );
}

const emptyRotation = (startDate: string): Rotation => ({
  ...{ name: "Rotation", people: [], startDate, handOff: "09:00", hours: [] },
  every: { unit: "week", count: 1 },
});
