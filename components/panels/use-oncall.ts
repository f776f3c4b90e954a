"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { Contact, OwnChannels } from "../../server/oncall/contact/contract.ts";
import type { Feed } from "../../server/oncall/feed/contract.ts";
import type { OwnNotificationRules } from "../../server/oncall/notification/contract.ts";
import type { ListedOverride } from "../../server/oncall/override/contract.ts";
import type { PolicyOnBoard } from "../../server/oncall/policy/contract.ts";
import type { OnCallNow, OnCallPerson, ScheduleOnBoard } from "../../server/oncall/schedule/contract.ts";
import { useTRPC } from "../shell/api.tsx";
import { useMay } from "../shell/visitor.tsx";
import { type Asked, useAsked } from "./use-asked.ts";

const askAgainMs = 5_000;

/** What the page is drawn with; people, and how oneself is reached, only for whoever may override. */
export interface OncallInitial {
  schedules: ScheduleOnBoard[];
  overrides: ListedOverride[];
  policies: PolicyOnBoard[];
  feeds: Feed[];
  people: OnCallPerson[] | undefined;
  rules: OwnNotificationRules | undefined;
  channels: OwnChannels | undefined;
  contacts: Contact[] | undefined;
}

export interface OncallAsked {
  schedules: Asked<ScheduleOnBoard[]>;
  overrides: Asked<ListedOverride[]>;
  policies: Asked<PolicyOnBoard[]>;
  feeds: Asked<Feed[]>;
  people: Asked<OnCallPerson[]>;
  rules: Asked<OwnNotificationRules>;
  channels: Asked<OwnChannels>;
  contacts: Asked<Contact[]>;
}

export function useOncall(initial: OncallInitial): OncallAsked {
  const { oncall } = useTRPC();
  const own = { enabled: useMay("oncall.override") };
  const often = { refetchInterval: askAgainMs, staleTime: askAgainMs };
  const schedules = useQuery({ ...oncall.schedules.queryOptions(), ...often, initialData: initial.schedules });
  const overrides = useQuery({ ...oncall.overrides.queryOptions(), ...often, initialData: initial.overrides });
  const policies = useQuery({ ...oncall.policies.queryOptions(), ...often, initialData: initial.policies });
  const feeds = useQuery({ ...oncall.feeds.queryOptions(), ...often, initialData: initial.feeds });
  const people = useQuery({ ...oncall.people.queryOptions(), ...often, ...own, initialData: initial.people });
  const rules = useQuery({ ...oncall.notificationRules.queryOptions(), ...often, ...own, initialData: initial.rules });
  const channels = useQuery({ ...oncall.channels.queryOptions(), ...often, ...own, initialData: initial.channels });
  const contacts = useQuery({ ...oncall.contacts.queryOptions(), ...often, ...own, initialData: initial.contacts });
  // A change shows at once, also while everything that is counted stands still.
  const pauses = false;
  return {
    schedules: useAsked(schedules, { pauses }),
    overrides: useAsked(overrides, { pauses }),
    policies: useAsked(policies, { pauses }),
    feeds: useAsked(feeds, { pauses }),
    people: useAsked(people, { pauses }),
    rules: useAsked(rules, { pauses }),
    channels: useAsked(channels, { pauses }),
    contacts: useAsked(contacts, { pauses }),
  };
}

/** Asks again at once all that a deed may have changed. */
export function useAskOncallAgain(): () => Promise<void> {
  const trpc = useTRPC();
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ queryKey: trpc.oncall.pathKey() });
}

const nowAgainMs = 60_000;

/** Who is on call now and who comes next, of every schedule; undefined before the answer. */
export function useOnCallNow(): OnCallNow[] | undefined {
  const trpc = useTRPC();
  const enabled = useMay("oncall.read");
  return useQuery({ ...trpc.oncall.now.queryOptions(), enabled, refetchInterval: nowAgainMs }).data;
}
