"use client";

import { useEffect, useRef } from "react";
import type { SourceOverview } from "../../server/sources/contract.ts";
import { useZone } from "../shell/use-scope.ts";
import { Button } from "../ui/button.tsx";
import { fullNumber } from "../ui/format-number.ts";
import { dayAndTime, timeOfDay } from "../ui/format-time.ts";
import { Tabs } from "../ui/tabs.tsx";
import type { SourceDeed } from "./source-dialogs.tsx";
import { SourceKeys } from "./source-keys.tsx";
import { SourceRejects } from "./source-rejects.tsx";
import { SourceRequests } from "./source-requests.tsx";
import { SourceVoidings } from "./source-voidings.tsx";
import { lastDayWords, scopeWords } from "./source-words.ts";
import { type SourceView, useSourceView } from "./use-source-choice.ts";

/** What the person at the screen may do with sources; the server asks again each time. */
export interface SourceRights {
  inspect: boolean;
  manage: boolean;
  void: boolean;
}

/** One source: what it was refused, what its requests did, its keys, what was taken back of it. */
export function SourceDetail({
  source,
  oldAsOf,
  rights,
  onDeed,
}: {
  source: SourceOverview;
  /** Server time, epoch ms, at which this was true, where it may not be now. */
  oldAsOf: number | null;
  rights: SourceRights;
  onDeed: (deed: SourceDeed) => void;
}) {
  const [wanted, setView] = useSourceView();
  const zone = useZone();
  const heading = useRef<HTMLHeadingElement>(null);
  // On a phone the list is longer than the screen: what was chosen would open out of sight.
  useEffect(() => {
    if (source.id > 0 && window.matchMedia("(width < 768px)").matches) heading.current?.scrollIntoView();
  }, [source.id]);
  const view: SourceView = wanted === "keys" && !rights.inspect ? "rejects" : wanted;
  const active = source.revokedAt === null;
  const options: { value: SourceView; label: string }[] = [
    { value: "rejects", label: "Rejects" },
    { value: "requests", label: "Requests" },
    ...(rights.inspect ? [{ value: "keys" as const, label: `Keys ${fullNumber(source.activeKeys)}` }] : []),
    { value: "voidings", label: "Voidings" },
  ];
  return (
    <section aria-labelledby="source-title" data-testid="source-detail" className="border-t border-border-strong">
      <header className="flex flex-wrap items-start gap-x-6 gap-y-2 px-4 pt-3 pb-2">
        <div className="min-w-0 grow basis-80">
          <h2
            id="source-title"
            ref={heading}
            tabIndex={-1}
            data-return-focus=""
            className="scroll-mt-2 text-lg font-semibold [overflow-wrap:anywhere]"
          >
            {source.name}
          </h2>
          <p className={oldAsOf === null ? "text-secondary-foreground" : "text-muted-foreground"}>
            {oldAsOf === null ? "Last 24 h" : `24 h up to ${timeOfDay(oldAsOf, zone)} ${zone.label}`}:{" "}
            {lastDayWords(source.lastDay)}
          </p>
          <p className="text-sm text-muted-foreground">
            Source {source.id}, since {dayAndTime(source.createdAt, zone)} {zone.label}.{" "}
            {source.scopes.length === 0
              ? "No active key."
              : `For ${source.scopes.map((scope) => scopeWords[scope].name.toLowerCase()).join(", ")}.`}
            {source.nextExpiry === null ? "" : ` A key ends ${dayAndTime(source.nextExpiry, zone)} ${zone.label}.`}
            {source.revokedAt === null
              ? ""
              : ` Revoked ${dayAndTime(source.revokedAt, zone)} ${zone.label}${source.revokedBy ? ` by ${source.revokedBy}` : ""}.`}
          </p>
        </div>
        <div className="flex flex-wrap gap-2">
          {rights.manage && active ? (
            <Button size="small" onClick={() => onDeed({ name: "issue", source })}>
              Issue key
            </Button>
          ) : null}
          {rights.void ? (
            <Button size="small" onClick={() => onDeed({ name: "void", source, batchId: null })}>
              Void events
            </Button>
          ) : null}
          {rights.manage && active ? (
            <Button size="small" variant="danger" onClick={() => onDeed({ name: "revoke-source", source })}>
              Revoke source
            </Button>
          ) : null}
        </div>
      </header>
      <Tabs label="Of this source" value={view} options={options} onChange={(value) => void setView(value)}>
        {view === "rejects" ? <SourceRejects key={source.id} sourceId={source.id} /> : null}
        {view === "requests" ? (
          <SourceRequests
            key={source.id}
            sourceId={source.id}
            onVoid={rights.void ? ({ batchId }) => onDeed({ name: "void", source, batchId }) : null}
          />
        ) : null}
        {view === "keys" ? (
          <SourceKeys
            key={source.id}
            sourceId={source.id}
            deeds={
              rights.manage && active
                ? {
                    onRotate: (target) => onDeed({ name: "rotate", source, target }),
                    onRevoke: (target) => onDeed({ name: "revoke-key", source, target }),
                  }
                : null
            }
          />
        ) : null}
        {view === "voidings" ? <SourceVoidings key={source.id} sourceId={source.id} /> : null}
      </Tabs>
    </section>
  );
}
