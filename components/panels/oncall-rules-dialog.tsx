"use client";

import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import {
  channels,
  type NotificationRules,
  type NotificationStep,
  type OwnNotificationRules,
  urgencies,
} from "../../server/oncall/notification/contract.ts";
import { useTRPC } from "../shell/api.tsx";
import { Button } from "../ui/button.tsx";
import { Choice, Choices, Select } from "../ui/choice.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Field } from "../ui/field.tsx";
import { FormFoot } from "../ui/form-foot.tsx";
import { withToast } from "../ui/with-toast.ts";
import { channelWords } from "./oncall-words.ts";
import { useAskOncallAgain } from "./use-oncall.ts";
import { useSubmit } from "./use-submit.ts";

const urgencyWords = { high: "High urgency", low: "Low urgency" };

/** Sets how oneself is notified. */
export function RulesDialog({ rules, onClose }: { rules: OwnNotificationRules; onClose: () => void }) {
  const { oncall } = useTRPC();
  const askAgain = useAskOncallAgain();
  const change = useMutation(oncall.changeNotificationRules.mutationOptions());
  const { busy, error, send } = useSubmit();
  const [draft, setDraft] = useState<NotificationRules>(() => ({
    high: rules.high,
    low: rules.low,
    quiet: rules.quiet,
  }));
  const setStep = (urgency: "high" | "low", index: number, next: Partial<NotificationStep>) =>
    setDraft({ ...draft, [urgency]: draft[urgency].map((one, at) => (at === index ? { ...one, ...next } : one)) });
  async function save(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (!(await send(() => change.mutateAsync(draft)))) return;
    void askAgain();
    withToast((toast) => toast("Your rules are changed"));
    onClose();
  }
  const { quiet } = draft;
  return (
    <Dialog title="How you want to be notified" onClose={onClose} busy={busy} keep>
      <form onSubmit={(event) => void save(event)}>
        <fieldset disabled={busy} className="min-w-0">
          {urgencies.map((urgency) => (
            <Choices key={urgency} legend={urgencyWords[urgency]}>
              {draft[urgency].map((step, index) => (
                <div
                  // biome-ignore lint/suspicious/noArrayIndexKey: a step is known by its place
                  key={index}
                  className="grid grid-cols-[6rem_minmax(0,1fr)_auto] items-end gap-2"
                >
                  <Field
                    label="After min"
                    type="number"
                    min={0}
                    max={120}
                    required
                    value={step.delayMinutes}
                    onChange={(event) => setStep(urgency, index, { delayMinutes: Number(event.target.value) })}
                  />
                  <Select
                    label="By"
                    value={step.channel}
                    onChange={(event) => {
                      const channel = channels.find((one) => one === event.target.value);
                      if (channel) setStep(urgency, index, { channel });
                    }}
                  >
                    {channels.map((channel) => (
                      <option key={channel} value={channel}>
                        {channelWords[channel]}
                      </option>
                    ))}
                  </Select>
                  <Button
                    variant="quiet"
                    className="h-11"
                    disabled={draft[urgency].length === 1}
                    aria-label={`Take step ${index + 1} of ${urgencyWords[urgency].toLowerCase()} out`}
                    onClick={() => setDraft({ ...draft, [urgency]: draft[urgency].filter((_, at) => at !== index) })}
                  >
                    Take out
                  </Button>
                </div>
              ))}
              <Button
                size="small"
                className="mt-2"
                onClick={() => {
                  const delayMinutes = (draft[urgency].at(-1)?.delayMinutes ?? 0) + 5;
                  setDraft({ ...draft, [urgency]: [...draft[urgency], { delayMinutes, channel: "push" }] });
                }}
              >
                Add a step
              </Button>
            </Choices>
          ))}
          <Choices legend="Quiet hours">
            <Choice
              type="checkbox"
              checked={quiet !== null}
              label="Low urgency waits at these hours"
              hint="high urgency always passes"
              onChange={({ target: { checked } }) => {
                const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
                setDraft({ ...draft, quiet: checked ? { zone, from: "22:00", to: "07:00" } : null });
              }}
            />
            {quiet ? (
              <div className="grid grid-cols-2 gap-3">
                <Field
                  label="From"
                  type="time"
                  required
                  value={quiet.from}
                  onChange={(event) => setDraft({ ...draft, quiet: { ...quiet, from: event.target.value } })}
                />
                <Field
                  label="To"
                  type="time"
                  required
                  value={quiet.to}
                  onChange={(event) => setDraft({ ...draft, quiet: { ...quiet, to: event.target.value } })}
                />
                <Field
                  label="Time zone"
                  required
                  value={quiet.zone}
                  onChange={(event) => setDraft({ ...draft, quiet: { ...quiet, zone: event.target.value } })}
                />
              </div>
            ) : null}
          </Choices>
        </fieldset>
        <FormFoot error={error} act="Change" busy={busy} onClose={onClose} />
      </form>
    </Dialog>
  );
}
