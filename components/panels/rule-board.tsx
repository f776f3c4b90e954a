"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useState } from "react";
import type { Rule } from "../../server/alerts/rule/contract.ts";
import type { SourceNames } from "../charts/dimension-names.ts";
import { useTRPC } from "../shell/api.tsx";
import { useZone } from "../shell/use-scope.ts";
import { useMay } from "../shell/visitor.tsx";
import { Button } from "../ui/button.tsx";
import { Cell, DataTable, HeadCell } from "../ui/data-table.tsx";
import { fullNumber } from "../ui/format-number.ts";
import { dayAndTime, hourAndMinute, type Zone } from "../ui/format-time.ts";
import { StatusGlyph, statusColour } from "../ui/status-glyph.tsx";
import { severityLooks } from "./alert-words.ts";
import { OldNotice } from "./asked-state.tsx";
import { Panel } from "./panel.tsx";
import { PanelBody } from "./panel-state.tsx";
import { conditionWords, namedOf, ruleLook, seenWords, seriesName } from "./rule-words.ts";
import { useSourceNames } from "./series-frame.tsx";
import { useAsked } from "./use-asked.ts";

const RuleDialogs = dynamic(() => import("./rule-dialogs.tsx").then((all) => all.RuleDialogs), { ssr: false });
const askAgainMs = 5_000;

/** What somebody is about to do with a rule; `write` without one: a new one. */
export type RuleDeed = { name: "write"; rule: Rule | null } | { name: "delete"; rule: Rule };

/** The rules: how each stands now, what it looks for, who knows about it. */
export function RuleBoard({ initial }: { initial: Rule[] }) {
  const trpc = useTRPC();
  const zone = useZone();
  const queries = useQueryClient();
  const mayManage = useMay("rules.manage");
  const mayPreview = useMay("rules.preview");
  const [deed, setDeed] = useState<RuleDeed | null>(null);
  const query = useQuery({
    ...trpc.rules.list.queryOptions(),
    ...{ initialData: initial, refetchInterval: askAgainMs, staleTime: askAgainMs },
  });
  const asked = useAsked(query, { pauses: false });
  const rules = asked.data ?? [];
  const firing = rules.filter((rule) => rule.firing).length;
  const none = asked.data !== undefined && rules.length === 0;
  return (
    <Panel
      id="rules"
      title="Metric rules"
      unit={firing > 0 ? `${firing} of ${rules.length} firing` : rules.length > 0 ? fullNumber(rules.length) : null}
      liveness={asked.liveness}
      className="pt-2"
      aside={
        <>
          <OldNotice asked={asked} zone={zone} />
          {mayPreview ? (
            <Button size="small" data-return-focus="" onClick={() => setDeed({ name: "write", rule: null })}>
              {mayManage ? "New rule" : "Try a rule"}
            </Button>
          ) : null}
        </>
      }
    >
      <PanelBody
        liveness={none ? { state: "empty" } : asked.liveness}
        failed={asked}
        what="Metric rules"
        height={56}
        empty={
          <p>
            No count is watched. A rule calls people when a count or the number of users rises above a value, falls
            below one, or stops coming.
          </p>
        }
      >
        <DataTable caption="Metric rules" className="relative mt-2" muted={asked.old}>
          <thead>
            <tr>
              <HeadCell className="max-md:hidden">State</HeadCell>
              <HeadCell className="max-md:pl-4">Rule</HeadCell>
              <HeadCell end className="max-md:hidden">
                Last minute, {zone.label}
              </HeadCell>
              <HeadCell>Severity</HeadCell>
              <HeadCell>Owner</HeadCell>
              <HeadCell>Runbook</HeadCell>
              <HeadCell>Changed, {zone.label}</HeadCell>
              {mayManage ? (
                <HeadCell>
                  <span className="sr-only">What can be done</span>
                </HeadCell>
              ) : null}
            </tr>
          </thead>
          <tbody>
            {rules.map((rule) => (
              <RuleRow key={rule.id} rule={rule} zone={zone} onDeed={mayManage ? setDeed : null} />
            ))}
          </tbody>
        </DataTable>
      </PanelBody>
      <p className="px-4 py-3 text-sm text-muted-foreground">
        Rules look at complete minutes of what is counted live; what is filled in later fires nothing. A rule fires when
        all of its minutes are as it says, and ends by itself when none is. Where each value is watched for itself, each
        has an alert of its own, and all are one page.
      </p>
      {deed ? (
        <RuleDialogs
          deed={deed}
          onChanged={() => void queries.invalidateQueries({ queryKey: trpc.rules.pathKey() })}
          onClose={() => setDeed(null)}
        />
      ) : null}
    </Panel>
  );
}

function RuleRow({ rule, zone, onDeed }: { rule: Rule; zone: Zone; onDeed: ((deed: RuleDeed) => void) | null }) {
  const sources = useSourceNames();
  const severity = severityLooks[rule.severity];
  return (
    <tr data-testid={`rule-${rule.name}`}>
      <Cell className="align-top max-md:hidden">
        <Standing rule={rule} zone={zone} />
      </Cell>
      {/* On a phone what it is and how it stands fill the first screen; the rest is beside it. */}
      <Cell className="align-top whitespace-normal max-md:w-[calc(100vw-1.5rem)] max-md:min-w-[calc(100vw-1.5rem)] max-md:pl-4 md:min-w-72">
        <span className="block pt-1 text-base font-medium [overflow-wrap:anywhere]">{rule.name}</span>
        <span className="block pb-1 [overflow-wrap:anywhere] text-secondary-foreground">
          {conditionWords(rule, sources)}
        </span>
        <span className="block md:hidden">
          <Standing rule={rule} zone={zone} />
          <Seen rule={rule} zone={zone} sources={sources} />
        </span>
        {rule.breakdowns.length > 0 && rule.firing ? <Firings rule={rule} zone={zone} sources={sources} /> : null}
      </Cell>
      <Cell end className="align-top whitespace-normal tabular-nums max-md:hidden">
        <Seen rule={rule} zone={zone} sources={sources} />
      </Cell>
      <Cell className="align-top">
        <span className="flex items-center gap-1.5 py-1">
          <StatusGlyph status={severity.status} />
          {severity.word}
        </span>
      </Cell>
      <Cell className="max-w-48 min-w-24 align-top whitespace-normal">
        <span className="block py-1 [overflow-wrap:anywhere]">{rule.owner}</span>
      </Cell>
      <Cell className="align-top">
        <span className="block py-1">
          {rule.runbook === null ? (
            <span className="text-muted-foreground">none</span>
          ) : (
            <a
              href={rule.runbook}
              target="_blank"
              rel="noreferrer noopener"
              title={rule.runbook}
              className="inline-flex min-h-6 items-center text-primary underline max-md:min-h-11"
            >
              Open<span className="sr-only"> the runbook of {rule.name}</span>
            </a>
          )}
        </span>
      </Cell>
      <Cell className="align-top">
        <span className="block py-1">{dayAndTime(rule.changedAt, zone)}</span>
        <span className="block max-w-40 truncate pb-1 text-muted-foreground" title={rule.changedBy}>
          by {rule.changedBy}
        </span>
      </Cell>
      {onDeed ? (
        <Cell className="align-top">
          <span className="flex gap-2 py-1">
            <Button size="small" onClick={() => onDeed({ name: "write", rule })}>
              Change<span className="sr-only"> {rule.name}</span>
            </Button>
            <Button size="small" variant="danger" onClick={() => onDeed({ name: "delete", rule })}>
              Delete<span className="sr-only"> {rule.name}</span>
            </Button>
          </span>
        </Cell>
      ) : null}
    </tr>
  );
}

function Standing({ rule, zone }: { rule: Rule; zone: Zone }) {
  const { status, word } = ruleLook(rule);
  return (
    <>
      <span className={`flex items-center gap-1.5 py-1 font-medium ${rule.firing ? statusColour[status] : ""}`}>
        <StatusGlyph status={status} />
        {word}
      </span>
      {rule.enabled && rule.since !== null && rule.firing ? (
        <span className="block pb-1 text-muted-foreground">since {dayAndTime(rule.since, zone)}</span>
      ) : null}
    </>
  );
}

/** What the newest complete minute had, of which value, and when it ended. */
function Seen({ rule, zone, sources }: { rule: Rule; zone: Zone; sources: SourceNames }) {
  if (rule.minute === null) return <span className="block py-1 max-md:hidden">–</span>;
  return (
    <span className="block py-1 [overflow-wrap:anywhere]">
      {seenWords(rule, rule.seen)}
      {rule.seenKey === null ? null : (
        <span className="block md:ml-auto md:max-w-48">{seriesName(rule, rule.seenKey, sources)}</span>
      )}
      <span className="block text-muted-foreground">until {hourAndMinute(rule.minute, zone)}</span>
    </span>
  );
}

/** Which values of a breakdown fire: how many in the newest minute, and since when. */
function Firings({ rule, zone, sources }: { rule: Rule; zone: Zone; sources: SourceNames }) {
  const { named, more } = namedOf(rule);
  return (
    <ul aria-label={`What of ${rule.name} fires`} className="pb-1">
      {named.map((one) => (
        <li key={one.key} className="[overflow-wrap:anywhere]">
          <span className="font-medium">{seriesName(rule, one.key, sources)}</span>: {seenWords(rule, one.seen)},{" "}
          <span className="text-muted-foreground">since {dayAndTime(one.since, zone)}</span>
        </li>
      ))}
      {more > 0 ? <li className="text-muted-foreground">and {fullNumber(more)} more</li> : null}
    </ul>
  );
}
