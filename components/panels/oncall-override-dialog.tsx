"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import type { OnCallPerson, ScheduleOnBoard, ScheduleOutlook, Stretch } from "../../server/oncall/schedule/contract.ts";
import { useLive } from "../live/live-provider.tsx";
import { useTRPC } from "../shell/api.tsx";
import { useZone } from "../shell/use-scope.ts";
import { useMay, useVisitor } from "../shell/visitor.tsx";
import { Button } from "../ui/button.tsx";
import { Choice, Select } from "../ui/choice.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { FormFoot } from "../ui/form-foot.tsx";
import { withToast } from "../ui/with-toast.ts";
import { OncallPreview } from "./oncall-preview.tsx";
import { inBoth, zoneOf } from "./oncall-words.ts";
import { useAskOncallAgain } from "./use-oncall.ts";
import { useSubmit } from "./use-submit.ts";
import { fieldOf, instantOf } from "./utc-field.ts";
import { Instant } from "./void-fields.tsx";

const hour = 3_600_000;

/** Puts somebody on call for an interval; opened from a shift it is the whole of it. */
export function OverrideDialog({
  schedule,
  shift,
  people,
  onClose,
}: {
  schedule: ScheduleOnBoard;
  shift: Stretch | null;
  people: readonly OnCallPerson[];
  onClose: () => void;
}) {
  const { oncall } = useTRPC();
  const { clock } = useLive();
  const queries = useQueryClient();
  const askAgain = useAskOncallAgain();
  const viewer = useZone();
  const me = useVisitor();
  const byRight = useMay("oncall.manage");
  const create = useMutation(oncall.createOverride.mutationOptions());
  const { busy, error, send } = useSubmit();
  const [problem, setProblem] = useState<string | null>(null);
  const [preview, setPreview] = useState<ScheduleOutlook | null>(null);
  const [draft, setDraft] = useState(() => {
    const now = clock.now();
    const from = Math.max(now, shift?.from ?? now);
    const personId = people.some(({ id }) => id === me.personId) ? me.personId : "";
    return { personId, agreed: false, from: fieldOf(from), to: fieldOf(shift?.to ?? from + 8 * hour) };
  });
  const set = (next: Partial<typeof draft>) => {
    setDraft({ ...draft, ...next });
    setPreview(null);
  };
  const asked = () => {
    const [from, to] = [instantOf(draft.from), instantOf(draft.to)];
    const missing =
      draft.personId === "" ? "Choose a person." : from === null || to === null ? "Write both times." : null;
    setProblem(missing);
    if (missing !== null || from === null || to === null) return null;
    return { scheduleId: schedule.id, personId: draft.personId, from, to, agreed: draft.agreed };
  };
  const look = () => {
    const override = asked();
    if (!override) return;
    void send(async () =>
      setPreview(await queries.fetchQuery({ ...oncall.checkOverride.queryOptions(override), staleTime: 0 })),
    );
  };
  async function save(event: FormEvent): Promise<void> {
    event.preventDefault();
    const override = asked();
    if (!override) return;
    const done = await send(() => create.mutateAsync(override));
    void askAgain();
    if (!done) return;
    withToast((toast) => toast("The override is there"));
    onClose();
  }
  const zone = zoneOf(schedule.zone);
  const written = [draft.from, draft.to].map(instantOf);
  const other = draft.personId !== "" && draft.personId !== me.personId;
  return (
    <Dialog title={`Override in ${schedule.name}`} onClose={onClose} busy={busy} keep>
      <form onSubmit={(event) => void save(event)}>
        <fieldset disabled={busy} className="min-w-0">
          <Select
            label="On call"
            value={draft.personId}
            onChange={(event) => set({ personId: event.target.value, agreed: false })}
          >
            <option value="">Choose a person</option>
            {people.map(({ id, name }) => (
              <option key={id} value={id}>
                {id === me.personId ? `${name}, you` : name}
              </option>
            ))}
          </Select>
          {other && !byRight ? (
            <Choice
              type="checkbox"
              checked={draft.agreed}
              onChange={(event) => set({ agreed: event.target.checked })}
              label="They have agreed"
              hint="the audit keeps that you said so"
            />
          ) : null}
          <div className="grid grid-cols-2 gap-3 max-md:grid-cols-1">
            <Instant label="From, UTC" value={draft.from} onChange={(from) => set({ from })} />
            <Instant label="To, UTC" value={draft.to} onChange={(to) => set({ to })} />
          </div>
          <p className="mt-1 text-sm text-secondary-foreground tabular-nums">
            {written.map((at) => (at === null ? "no time" : inBoth(at, zone, viewer))).join(" to ")}
          </p>
        </fieldset>
        {preview ? <OncallPreview outlook={preview} /> : null}
        <FormFoot error={problem ?? error} act="Override" busy={busy} onClose={onClose}>
          <Button onClick={look} disabled={busy}>
            Preview
          </Button>
        </FormFoot>
      </form>
    </Dialog>
  );
}
