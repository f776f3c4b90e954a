"use client";

import dynamic from "next/dynamic";
import { useState } from "react";
import { StatusGlyph } from "../ui/status-glyph.tsx";
import { OncallChannels } from "./oncall-channels.tsx";
import type { OncallDeed } from "./oncall-dialogs.tsx";
import { OncallFeeds } from "./oncall-feeds.tsx";
import { OncallOverrides } from "./oncall-overrides.tsx";
import { OncallPolicies } from "./oncall-policies.tsx";
import { OncallRules } from "./oncall-rules.tsx";
import { OncallSchedules } from "./oncall-schedules.tsx";
import { type OncallInitial, useOncall } from "./use-oncall.ts";

const OncallDialogs = dynamic(() => import("./oncall-dialogs.tsx").then(({ OncallDialogs }) => OncallDialogs), {
  ssr: false,
});

/** The whole page of on-call: schedules with their next days, overrides, policies, the own rules, links for calendars. */
export function OncallBoard({ initial }: { initial: OncallInitial }) {
  const asked = useOncall(initial);
  const [deed, setDeed] = useState<OncallDeed | null>(null);
  return (
    <>
      <p className="flex items-start gap-2 border-b border-warning-line bg-warning-soft px-4 py-2">
        <StatusGlyph status="warning" className="mt-1" />
        <span>
          <b className="font-medium">Nobody is called yet by what stands here.</b> This version shows alerts and hotline
          cases on open pages only: whoever is on call keeps one open.
        </span>
      </p>
      <OncallSchedules asked={asked.schedules} onDeed={setDeed} />
      <OncallOverrides asked={asked.overrides} schedules={asked.schedules.data ?? []} onDeed={setDeed} />
      <OncallPolicies asked={asked.policies} schedules={asked.schedules.data ?? []} onDeed={setDeed} />
      <OncallRules asked={asked.rules} onDeed={setDeed} />
      <OncallChannels channels={asked.channels} contacts={asked.contacts} onDeed={setDeed} />
      <OncallFeeds asked={asked.feeds} onDeed={setDeed} />
      {deed ? (
        <OncallDialogs
          deed={deed}
          schedules={asked.schedules.data ?? []}
          people={asked.people.data ?? []}
          onClose={() => setDeed(null)}
        />
      ) : null}
    </>
  );
}
