"use client";

import type { OwnNotificationRules } from "../../server/oncall/notification/contract.ts";
import { useZone } from "../shell/use-scope.ts";
import { useMay } from "../shell/visitor.tsx";
import { Button } from "../ui/button.tsx";
import { OldNotice } from "./asked-state.tsx";
import type { OncallDeed } from "./oncall-dialogs.tsx";
import { stepsLine } from "./oncall-words.ts";
import { Panel } from "./panel.tsx";
import { PanelBody } from "./panel-state.tsx";
import type { Asked } from "./use-asked.ts";

/** How the reader is notified; whoever cannot be on call has no such rules. */
export function OncallRules({
  asked,
  onDeed,
}: {
  asked: Asked<OwnNotificationRules>;
  onDeed: (deed: OncallDeed) => void;
}) {
  const zone = useZone();
  const rules = asked.data;
  if (!useMay("oncall.override")) return null;
  return (
    <Panel
      id="rules"
      title="How you want to be notified"
      className="border-t border-border-strong pt-1"
      liveness={asked.liveness}
      aside={
        <>
          <OldNotice asked={asked} zone={zone} />
          {rules ? (
            <Button size="small" onClick={() => onDeed({ name: "rules", rules })}>
              Change
            </Button>
          ) : null}
        </>
      }
    >
      <PanelBody liveness={asked.liveness} failed={asked} what="Your rules" height={56} empty="None.">
        {rules ? (
          <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-0.5 px-4 pb-3 text-sm">
            <dt className="text-muted-foreground">High urgency</dt>
            <dd>{stepsLine(rules.high)}</dd>
            <dt className="text-muted-foreground">Low urgency</dt>
            <dd>{stepsLine(rules.low)}</dd>
            <dt className="text-muted-foreground">Quiet hours</dt>
            <dd>
              {rules.quiet
                ? `${rules.quiet.from} to ${rules.quiet.to}, ${rules.quiet.zone}: low urgency waits, high passes`
                : "none"}
            </dd>
          </dl>
        ) : null}
      </PanelBody>
    </Panel>
  );
}
