"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useState } from "react";
import { type Integration, type IntegrationKind, integrationKinds } from "../../server/alerts/contract.ts";
import type { PolicyOnBoard } from "../../server/oncall/policy/contract.ts";
import { useServerSecond } from "../live/use-connection.ts";
import { useTRPC } from "../shell/api.tsx";
import { useZone } from "../shell/use-scope.ts";
import { useMay } from "../shell/visitor.tsx";
import { Button } from "../ui/button.tsx";
import { CodeBlock } from "../ui/code-block.tsx";
import { Cell, DataTable, HeadCell } from "../ui/data-table.tsx";
import { fullNumber } from "../ui/format-number.ts";
import { shortInstant, type Zone } from "../ui/format-time.ts";
import { StatusGlyph } from "../ui/status-glyph.tsx";
import { OldNotice } from "./asked-state.tsx";
import { examples, groupingWords, kindNames, ownWords } from "./integration-words.ts";
import { Panel } from "./panel.tsx";
import { useAsked } from "./use-asked.ts";

const IntegrationDialogs = dynamic(() => import("./integration-dialogs.tsx").then((all) => all.IntegrationDialogs), {
  ssr: false,
});
const askAgainMs = 5_000;

/** What somebody is about to do with an integration. */
export type IntegrationDeed =
  | { name: "create" }
  | { name: "route"; integration: Integration }
  | { name: "revoke"; integration: Integration };

/** Who reports alerts, whom those call, how many come; and how another system sends its own. */
export function IntegrationBoard({
  initial,
  url,
}: {
  initial: { integrations: Integration[]; policies: PolicyOnBoard[] };
  /** Under which this server is reached. */
  url: string;
}) {
  const trpc = useTRPC();
  const zone = useZone();
  const queries = useQueryClient();
  const mayManage = useMay("integrations.manage");
  const [deed, setDeed] = useState<IntegrationDeed | null>(null);
  const often = { refetchInterval: askAgainMs, staleTime: askAgainMs };
  const listed = useQuery({ ...trpc.integrations.list.queryOptions(), ...often, initialData: initial.integrations });
  const known = useQuery({ ...trpc.oncall.policies.queryOptions(), ...often, initialData: initial.policies });
  const asked = useAsked(listed, { pauses: false });
  const policies = known.data ?? initial.policies;
  if (!asked.data) return <p className="px-4 py-3 text-secondary-foreground">{asked.refusal?.words}</p>;
  const inUse = asked.data.filter(({ revoked }) => revoked === null);
  const uncalled = inUse.filter(({ policyId }) => policyId === null).length;
  return (
    <>
      <Panel
        id="integrations"
        title="Integrations"
        unit={uncalled === 0 ? "all call somebody" : `${uncalled} of ${inUse.length} call nobody`}
        liveness={asked.liveness}
        className="pt-2"
        aside={
          <>
            <OldNotice asked={asked} zone={zone} />
            {mayManage ? (
              <Button size="small" data-return-focus="" onClick={() => setDeed({ name: "create" })}>
                New integration
              </Button>
            ) : null}
          </>
        }
      >
        <DataTable caption="Integrations" className="relative mt-2" muted={asked.old}>
          <thead>
            <tr>
              <HeadCell>Integration</HeadCell>
              <HeadCell className="max-md:hidden">Calls by the policy</HeadCell>
              <HeadCell className="max-md:hidden">One page for</HeadCell>
              <HeadCell end className="max-md:hidden">
                Not resolved
              </HeadCell>
              <HeadCell end className="max-md:hidden">
                Events, 24 h
              </HeadCell>
              <HeadCell className="max-md:hidden">Last event, {zone.label}</HeadCell>
              {mayManage ? (
                <HeadCell className="max-md:hidden">
                  <span className="sr-only">What can be done</span>
                </HeadCell>
              ) : null}
            </tr>
          </thead>
          <tbody>
            {asked.data.map((one) => (
              <IntegrationRow
                key={one.id}
                integration={one}
                policies={policies}
                zone={zone}
                onDeed={mayManage ? setDeed : null}
              />
            ))}
          </tbody>
        </DataTable>
      </Panel>
      <Examples url={url} mayManage={mayManage} />
      {deed ? (
        <IntegrationDialogs
          deed={deed}
          policies={policies}
          onChanged={() => void queries.invalidateQueries({ queryKey: trpc.integrations.pathKey() })}
          onClose={() => setDeed(null)}
        />
      ) : null}
    </>
  );
}

function IntegrationRow({
  integration,
  policies,
  zone,
  onDeed,
}: {
  integration: Integration;
  policies: readonly PolicyOnBoard[];
  zone: Zone;
  onDeed: ((deed: IntegrationDeed) => void) | null;
}) {
  const now = useServerSecond();
  const { name, kind, policyId, revoked, lastEventAt, eventsADay, unresolved } = integration;
  const policy = policies.find(({ id }) => id === policyId);
  const own = ownWords[kind];
  const calls = revoked ? null : policyId === null ? (
    <span className="flex items-center gap-1.5 font-medium text-warning">
      <StatusGlyph status="warning" />
      none: calls nobody
    </span>
  ) : (
    <span className="[overflow-wrap:anywhere]">{policy?.name ?? `policy ${policyId}`}</span>
  );
  const lastEvent = lastEventAt === null ? "none yet" : shortInstant(lastEventAt, now, zone);
  const presses =
    onDeed && !revoked ? (
      <span className="flex gap-2 max-md:py-1">
        <Button size="small" onClick={() => onDeed({ name: "route", integration })}>
          Change<span className="sr-only"> whom {name} calls</span>
        </Button>
        {own ? null : (
          <Button size="small" variant="danger" onClick={() => onDeed({ name: "revoke", integration })}>
            Revoke<span className="sr-only"> {name}</span>
          </Button>
        )}
      </span>
    ) : null;
  return (
    <tr data-testid={`integration-${name}`} className={revoked ? "text-muted-foreground" : undefined}>
      <Cell className="whitespace-normal md:min-w-56">
        <span className="block pt-1 text-base font-medium [overflow-wrap:anywhere]">{name}</span>
        <span className="block pb-1 text-muted-foreground">
          {own ? `${kindNames[kind]}: ${own}` : kindNames[kind]}
          {revoked ? `, revoked ${shortInstant(revoked.at, now, zone)} ${zone.label} by ${revoked.by}` : ""}
        </span>
        <span className="block pb-1 md:hidden">
          {revoked ? null : (
            <>
              <span className="flex flex-wrap gap-x-1.5">Calls by: {calls}</span>
              <span className="block">One page for {groupingWords(integration)}</span>
            </>
          )}
          <span className="block tabular-nums">
            {fullNumber(unresolved)} not resolved; {fullNumber(eventsADay)} {eventsADay === 1 ? "event" : "events"} in
            24 h, last: {lastEvent}
            {lastEventAt === null ? null : ` ${zone.label}`}
          </span>
          {presses}
        </span>
      </Cell>
      <Cell className="max-w-64 min-w-36 whitespace-normal max-md:hidden">{calls}</Cell>
      <Cell className="min-w-40 whitespace-normal max-md:hidden">{revoked ? null : groupingWords(integration)}</Cell>
      <Cell end className="tabular-nums max-md:hidden">
        {fullNumber(unresolved)}
      </Cell>
      <Cell end className="tabular-nums max-md:hidden">
        {fullNumber(eventsADay)}
      </Cell>
      <Cell className="tabular-nums max-md:hidden">{lastEvent}</Cell>
      {onDeed ? <Cell className="max-md:hidden">{presses}</Cell> : null}
    </tr>
  );
}

/** How a system sends, by kind, with the address of this server. */
function Examples({ url, mayManage }: { url: string; mayManage: boolean }) {
  const [kind, setKind] = useState<IntegrationKind>("pagerduty");
  const text = examples[kind](url);
  const [copied, setCopied] = useState<string | null>(null);
  async function copy(): Promise<void> {
    // Browsers offer the clipboard to https and localhost only; the text can be selected everywhere.
    const done = await navigator.clipboard?.writeText(text).then(
      () => true,
      () => false,
    );
    setCopied(done ? text : null);
  }
  return (
    <section aria-labelledby="examples-title" className="border-t border-border-strong px-4 pt-3 pb-6">
      <h2 id="examples-title" className="text-lg font-semibold">
        How a system sends
      </h2>
      <p className="mt-1 max-w-[720px] text-secondary-foreground">
        {mayManage ? "Make an integration of its kind" : "Ask an administrator for an integration of its kind"} and put
        its key where the example says KEY. The key is shown once.
      </p>
      <div className="mt-3 flex flex-wrap items-center gap-2">
        {integrationKinds.map((one) => (
          <Button
            key={one}
            size="small"
            aria-pressed={one === kind}
            className="aria-pressed:border-primary aria-pressed:bg-primary-soft"
            onClick={() => setKind(one)}
          >
            {kindNames[one]}
          </Button>
        ))}
        <span className="grow" />
        <Button size="small" onClick={() => void copy()}>
          Copy the example
        </Button>
        <span role="status" className="text-sm text-secondary-foreground empty:hidden">
          {copied === text ? "Copied." : ""}
        </span>
      </div>
      <CodeBlock label={`Example for ${kindNames[kind]}`}>{text}</CodeBlock>
    </section>
  );
}
