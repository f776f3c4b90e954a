"use client";

import { useMutation } from "@tanstack/react-query";
import type { Contact } from "../../server/oncall/contact/contract.ts";
import type { Feed } from "../../server/oncall/feed/contract.ts";
import type { OwnNotificationRules } from "../../server/oncall/notification/contract.ts";
import type { ListedOverride } from "../../server/oncall/override/contract.ts";
import type { PolicyOnBoard } from "../../server/oncall/policy/contract.ts";
import type { OnCallPerson, ScheduleOnBoard, Stretch } from "../../server/oncall/schedule/contract.ts";
import { useTRPC } from "../shell/api.tsx";
import { withToast } from "../ui/with-toast.ts";
import { ConfirmDialog } from "./confirm-dialog.tsx";
import { NewContactDialog, RotateContactDialog } from "./oncall-contact-dialogs.tsx";
import { OverrideDialog } from "./oncall-override-dialog.tsx";
import { PolicyDialog } from "./oncall-policy-dialog.tsx";
import { RulesDialog } from "./oncall-rules-dialog.tsx";
import { ScheduleDialog } from "./oncall-schedule-dialog.tsx";
import { SecretDialog } from "./secret-dialog.tsx";
import { useAskOncallAgain } from "./use-oncall.ts";

type Confirmed =
  | { name: "delete-schedule"; schedule: ScheduleOnBoard }
  | { name: "delete-policy"; policy: PolicyOnBoard }
  | { name: "end-override"; override: ListedOverride }
  | { name: "delete-contact"; contact: Contact }
  | { name: "revoke-feed"; feed: Feed };

/** What somebody is about to do. It stands outside the lists: they may change while it is open. */
export type OncallDeed =
  | { name: "schedule"; schedule: ScheduleOnBoard | null }
  | { name: "override"; schedule: ScheduleOnBoard; shift: Stretch | null }
  | { name: "policy"; policy: PolicyOnBoard | null }
  | { name: "rules"; rules: OwnNotificationRules }
  | { name: "contact" }
  | { name: "rotate-contact"; contact: Contact }
  | { name: "feed"; schedule: ScheduleOnBoard | null }
  | Confirmed;

export function OncallDialogs({
  deed,
  schedules,
  people,
  onClose,
}: {
  deed: OncallDeed;
  schedules: readonly ScheduleOnBoard[];
  people: readonly OnCallPerson[];
  onClose: () => void;
}) {
  switch (deed.name) {
    case "schedule":
      return <ScheduleDialog known={deed.schedule} people={people} onClose={onClose} />;
    case "override":
      return <OverrideDialog schedule={deed.schedule} shift={deed.shift} people={people} onClose={onClose} />;
    case "policy":
      return <PolicyDialog known={deed.policy} schedules={schedules} people={people} onClose={onClose} />;
    case "rules":
      return <RulesDialog rules={deed.rules} onClose={onClose} />;
    case "contact":
      return <NewContactDialog onClose={onClose} />;
    case "rotate-contact":
      return <RotateContactDialog contact={deed.contact} onClose={onClose} />;
    case "feed":
      return <FeedDialog schedule={deed.schedule} onClose={onClose} />;
    default:
      return <Confirm deed={deed} onClose={onClose} />;
  }
}

function FeedDialog({ schedule, onClose }: { schedule: ScheduleOnBoard | null; onClose: () => void }) {
  const trpc = useTRPC();
  const askAgain = useAskOncallAgain();
  const issue = useMutation(trpc.oncall.issueFeed.mutationOptions());
  const what = schedule ? schedule.name : "your own shifts";
  return (
    <SecretDialog
      title={`Calendar link to ${what}`}
      done="The calendar link"
      act="Make the link"
      onClose={onClose}
      deed={async () => {
        const { link } = await issue.mutateAsync({ scheduleId: schedule?.id ?? null });
        void askAgain();
        return {
          what: "link",
          secret: link,
          note: "Paste it into a calendar as a subscription. Revoke it in the list.",
        };
      }}
    >
      <p className="mt-4">
        A calendar outside reads with it who is on call in the next 90 days: names and times, nothing else. Whoever has
        the link reads, without signing in, until it is revoked.
      </p>
    </SecretDialog>
  );
}

function Confirm({ deed, onClose }: { deed: Confirmed; onClose: () => void }) {
  const trpc = useTRPC();
  const askAgain = useAskOncallAgain();
  const deleteSchedule = useMutation(trpc.oncall.deleteSchedule.mutationOptions());
  const deletePolicy = useMutation(trpc.oncall.deletePolicy.mutationOptions());
  const deleteOverride = useMutation(trpc.oncall.deleteOverride.mutationOptions());
  const deleteContact = useMutation(trpc.oncall.deleteContact.mutationOptions());
  const revokeFeed = useMutation(trpc.oncall.revokeFeed.mutationOptions());
  const dialog = (words: { title: string; words: string; act: string }, done: string, act: () => Promise<unknown>) => (
    <ConfirmDialog
      {...words}
      onClose={onClose}
      deed={async () => {
        await act();
        withToast((toast) => toast(done));
        await askAgain();
      }}
    />
  );
  switch (deed.name) {
    case "delete-schedule": {
      const { id, version, name } = deed.schedule;
      const words = "Nobody is on call by it any more; its overrides and calendar links go with it.";
      return dialog({ title: `Delete ${name}`, words, act: "Delete" }, "The schedule is deleted", () =>
        deleteSchedule.mutateAsync({ id, version }),
      );
    }
    case "delete-policy": {
      const { id, version, name } = deed.policy;
      const words = "Escalations under way keep it; nothing new can follow it.";
      return dialog({ title: `Delete ${name}`, words, act: "Delete" }, "The policy is deleted", () =>
        deletePolicy.mutateAsync({ id, version }),
      );
    }
    case "end-override": {
      const { id, version, person } = deed.override;
      const words = "From now on the rotations decide again. What was until now stays as it was.";
      return dialog({ title: `End the override of ${person}`, words, act: "End it" }, "The override is ended", () =>
        deleteOverride.mutateAsync({ id, version }),
      );
    }
    case "delete-contact": {
      const { id, host } = deed.contact;
      const words = "No page goes there any more. Its secret is worth nothing then.";
      return dialog({ title: `Delete the webhook to ${host}`, words, act: "Delete" }, "The webhook is deleted", () =>
        deleteContact.mutateAsync({ id }),
      );
    }
    case "revoke-feed": {
      const words = "Calendars that use it get nothing any more. Another link can be made.";
      return dialog({ title: "Revoke the calendar link", words, act: "Revoke" }, "The link is revoked", () =>
        revokeFeed.mutateAsync({ id: deed.feed.id }),
      );
    }
  }
}
