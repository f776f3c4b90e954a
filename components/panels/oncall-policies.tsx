"use client";

import type { Level, LevelReach, PolicyOnBoard } from "../../server/oncall/policy/contract.ts";
import type { ScheduleOnBoard } from "../../server/oncall/schedule/contract.ts";
import { useZone } from "../shell/use-scope.ts";
import { useMay } from "../shell/visitor.tsx";
import { Button } from "../ui/button.tsx";
import { fullNumber } from "../ui/format-number.ts";
import type { Zone } from "../ui/format-time.ts";
import { StatusGlyph } from "../ui/status-glyph.tsx";
import { OldNotice } from "./asked-state.tsx";
import type { OncallDeed } from "./oncall-dialogs.tsx";
import { instantIn, levelLine } from "./oncall-words.ts";
import { Panel } from "./panel.tsx";
import { PanelBody } from "./panel-state.tsx";
import type { Asked } from "./use-asked.ts";

/** Who is called after whom, and in which of the next days a level reaches nobody. */
export function OncallPolicies({
  asked,
  schedules,
  onDeed,
}: {
  asked: Asked<PolicyOnBoard[]>;
  schedules: readonly ScheduleOnBoard[];
  onDeed: (deed: OncallDeed) => void;
}) {
  const zone = useZone();
  const mayManage = useMay("oncall.manage");
  const policies = asked.data ?? [];
  const none = asked.data !== undefined && policies.length === 0;
  const nameOf = (policy: PolicyOnBoard) => (target: Level["targets"][number]) =>
    target.kind === "schedule"
      ? `whoever is on call in ${schedules.find(({ id }) => id === target.scheduleId)?.name ?? "a schedule that is gone"}`
      : (policy.people.find(({ id }) => id === target.personId)?.name ?? "somebody who was deleted");
  return (
    <Panel
      id="policies"
      title="Escalation policies"
      unit={asked.data ? fullNumber(policies.length) : null}
      className="border-t border-border-strong pt-1"
      liveness={asked.liveness}
      aside={
        <>
          <OldNotice asked={asked} zone={zone} />
          {mayManage ? (
            <Button size="small" onClick={() => onDeed({ name: "policy", policy: null })}>
              New policy
            </Button>
          ) : null}
        </>
      }
    >
      <PanelBody
        liveness={none ? { state: "empty" } : asked.liveness}
        failed={asked}
        what="Escalation policies"
        height={56}
        empty={<p>None yet. A policy says who is called first, and who when they do not answer.</p>}
      >
        <ul>
          {policies.map((policy) => (
            <li
              key={policy.id}
              data-testid={`policy-${policy.name}`}
              className="flex flex-wrap items-start gap-x-6 gap-y-2 border-t border-border px-4 pt-2 pb-3"
            >
              <div className="min-w-0 grow basis-72">
                <h3 className="truncate text-base font-semibold" title={policy.name}>
                  {policy.name}
                </h3>
                <ol className="text-sm [overflow-wrap:anywhere]">
                  {policy.levels.map((level, index) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: a level is known by its place
                    <li key={index}>
                      <span className="text-muted-foreground">Level {index + 1}:</span>{" "}
                      {levelLine(level, nameOf(policy))}
                      <Reach reach={policy.reach[index]} zone={zone} />
                    </li>
                  ))}
                </ol>
                <p className="text-sm text-secondary-foreground">
                  Gone through {policy.repeats === 0 ? "once" : `${policy.repeats + 1} times`}.
                </p>
              </div>
              {mayManage ? (
                <div className="flex gap-2">
                  <Button size="small" onClick={() => onDeed({ name: "policy", policy })}>
                    Change
                  </Button>
                  <Button size="small" variant="danger" onClick={() => onDeed({ name: "delete-policy", policy })}>
                    Delete
                  </Button>
                </div>
              ) : null}
            </li>
          ))}
        </ul>
      </PanelBody>
    </Panel>
  );
}

/** Whether a level has somebody at every time of the next 14 days. */
export function Reach({ reach, zone }: { reach: LevelReach | undefined; zone: Zone }) {
  const [first] = reach?.unreached ?? [];
  if (!reach || !first) return null;
  const words = reach.reachesNobody
    ? "reaches nobody in the next 14 days"
    : `reaches nobody at times, first ${instantIn(first.from, zone)} to ${instantIn(first.to, zone)}`;
  return (
    <span className="ml-2 font-medium text-warning">
      <StatusGlyph status="warning" size={10} className="mr-1" />
      {words}
    </span>
  );
}
