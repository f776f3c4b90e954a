"use client";

import { useQuery } from "@tanstack/react-query";
import type { SourceKey } from "../../server/sources/contract.ts";
import { useServerSecond } from "../live/use-connection.ts";
import { useTRPC } from "../shell/api.tsx";
import { useZone } from "../shell/use-scope.ts";
import { Button } from "../ui/button.tsx";
import { cn } from "../ui/cn.ts";
import { Cell, DataTable, HeadCell } from "../ui/data-table.tsx";
import { duration } from "../ui/format-duration.ts";
import { dayAndTime } from "../ui/format-time.ts";
import { type Status, StatusGlyph } from "../ui/status-glyph.tsx";
import { AskedList, OldNotice } from "./asked-state.tsx";
import { PanelState } from "./panel-state.tsx";
import { useAsked } from "./use-asked.ts";
import { useHeld } from "./use-held.ts";
import { askSourcesAgainMs } from "./use-source-overview.ts";

export interface KeyDeeds {
  onRotate: (key: SourceKey) => void;
  onRevoke: (key: SourceKey) => void;
}

const looks: Record<SourceKey["state"], Status> = { active: "ok", expired: "unknown", revoked: "disconnected" };

/** The keys of a source: what each may do, until when, and when it was last used. Never a secret. */
export function SourceKeys({ sourceId, deeds }: { sourceId: number; deeds: KeyDeeds | null }) {
  const trpc = useTRPC();
  const zone = useZone();
  const asked = useAsked(
    useQuery({
      ...trpc.sources.keys.queryOptions({ sourceId }),
      refetchInterval: askSourcesAgainMs,
      staleTime: askSourcesAgainMs,
    }),
  );
  const { shown, handlers } = useHeld(asked.data);
  return (
    <AskedList
      id="keys"
      asked={asked}
      none={shown?.length === 0}
      what="Keys"
      empty="This source has no key, so nothing can come from it."
      foot={
        <p className="flex min-h-11 flex-wrap items-center gap-3 px-4 text-sm text-muted-foreground">
          Secrets are not kept: a lost key is replaced, not read. Last use is to the minute.
          <OldNotice asked={asked} zone={zone} />
          <PanelState liveness={asked.liveness} />
        </p>
      }
    >
      {shown ? (
        <DataTable caption="Keys, the active ones first" muted={asked.old} {...handlers}>
          <thead>
            <tr>
              <HeadCell>State</HeadCell>
              <HeadCell>Label</HeadCell>
              <HeadCell>Key</HeadCell>
              <HeadCell>For</HeadCell>
              <HeadCell>Created, {zone.label}</HeadCell>
              <HeadCell>Ends</HeadCell>
              <HeadCell>Last used</HeadCell>
              <HeadCell>
                <span className="sr-only">What can be done</span>
              </HeadCell>
            </tr>
          </thead>
          <tbody>
            {shown.map((key) => (
              <KeyRow key={key.keyId} one={key} deeds={deeds} />
            ))}
          </tbody>
        </DataTable>
      ) : null}
    </AskedList>
  );
}

function KeyRow({ one, deeds }: { one: SourceKey; deeds: KeyDeeds | null }) {
  const zone = useZone();
  const now = useServerSecond();
  const { keyId, label, state } = one;
  const named = label || keyId.slice(0, 8);
  const active = state === "active";
  return (
    <tr className={cn(!active && "text-muted-foreground")} data-testid={`key-${keyId}`} data-state={state}>
      <Cell>
        <span className="flex items-center gap-1.5">
          <StatusGlyph status={looks[state]} size={10} />
          {active && one.replacedBy ? "being replaced" : state}
        </span>
      </Cell>
      <Cell className="max-w-60 truncate font-medium" title={label}>
        {label || "—"}
      </Cell>
      <Cell className="font-mono">wf_{keyId}_…</Cell>
      <Cell>{one.scopes.join(", ")}</Cell>
      <Cell>
        {dayAndTime(one.createdAt, zone)}
        {one.createdBy ? ` by ${one.createdBy}` : null}
      </Cell>
      <Cell>{endWords(one, (at) => dayAndTime(at, zone))}</Cell>
      <Cell>{one.lastUsedAt === null ? "never" : `${duration(now - one.lastUsedAt)} ago`}</Cell>
      <Cell end>
        {active && deeds ? (
          <span className="inline-flex gap-1">
            {one.replacedBy === null ? (
              <Button
                size="small"
                variant="quiet"
                className="h-6"
                onClick={() => deeds.onRotate(one)}
                aria-label={`Rotate key ${named}`}
              >
                Rotate
              </Button>
            ) : null}
            <Button
              size="small"
              variant="quiet"
              className="h-6"
              onClick={() => deeds.onRevoke(one)}
              aria-label={`Revoke key ${named}`}
            >
              Revoke
            </Button>
          </span>
        ) : null}
      </Cell>
    </tr>
  );
}

function endWords(key: SourceKey, written: (at: number) => string): string {
  if (key.revokedAt !== null) return `revoked ${written(key.revokedAt)}${key.revokedBy ? ` by ${key.revokedBy}` : ""}`;
  if (key.expiresAt === null) return "never";
  const successor = key.replacedBy === null ? "" : `, then ${key.replacedBy.slice(0, 8)}`;
  return `${written(key.expiresAt)}${successor}`;
}
