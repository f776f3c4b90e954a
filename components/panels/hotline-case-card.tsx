"use client";

import type { HotlineCase } from "../../server/hotline/contract.ts";
import { useServerSecond } from "../live/use-connection.ts";
import { useZone } from "../shell/use-scope.ts";
import { Button } from "../ui/button.tsx";
import { cn } from "../ui/cn.ts";
import { duration } from "../ui/format-duration.ts";
import { shortInstant } from "../ui/format-time.ts";
import { StatusGlyph } from "../ui/status-glyph.tsx";
import { Clock, clockStatus, Fuse } from "./clock.tsx";
import { isOpen, threatNames, urgencyNames } from "./hotline-words.ts";
import type { Acknowledge } from "./use-acknowledge.ts";

/** One case with its running clock; acknowledged, it says who did it and how fast. */
export function HotlineCaseCard({ one, acknowledge }: { one: HotlineCase; acknowledge: Acknowledge }) {
  const now = useServerSecond();
  const { dueAt, at, by } = one.acknowledgement;
  const open = isOpen(one);
  const status = open ? clockStatus(one.receivedAt, dueAt, now) : "done";
  return (
    <li
      id={`case-${one.number}`}
      data-testid={`case-${one.number}`}
      data-state={open ? "open" : "acknowledged"}
      data-version={one.version}
      className="relative grid grid-cols-[12px_minmax(0,1fr)_auto] gap-x-2 px-4 py-2"
    >
      <StatusGlyph status={status} label={statusWords[status]} className="mt-1" />
      <h3 className="min-w-0 font-medium">
        {threatNames[one.threat]}{" "}
        <span className="font-normal text-secondary-foreground">· {urgencyNames[one.urgency]}</span>
      </h3>
      {open ? (
        <Clock startedAt={one.receivedAt} dueAt={dueAt} />
      ) : (
        <span className="text-secondary-foreground">{at === null ? null : `in ${duration(at - one.receivedAt)}`}</span>
      )}
      <p
        className="col-start-2 line-clamp-3 text-sm [overflow-wrap:anywhere] text-muted-foreground"
        title={one.reference}
      >
        {one.number}, {one.reference}
      </p>
      <Due one={one} overdue={status === "critical"} />
      <p
        className="col-start-2 self-center truncate text-sm text-muted-foreground"
        title={open ? one.raisedBy : (by ?? "")}
      >
        {open ? `from ${one.raisedBy}` : `by ${by ?? "unknown"}`}
      </p>
      {open ? <AcknowledgeButton one={one} acknowledge={acknowledge} /> : null}
      {open ? (
        <Fuse startedAt={one.receivedAt} dueAt={dueAt} />
      ) : (
        <span className="absolute inset-x-4 bottom-0 h-px bg-border" />
      )}
    </li>
  );
}

/** When the clock runs out, or ran out, or was stopped. */
function Due({ one, overdue }: { one: HotlineCase; overdue: boolean }) {
  const now = useServerSecond();
  const zone = useZone();
  const { dueAt, at, basis } = one.acknowledgement;
  if (at !== null) return <p className="text-right text-sm text-muted-foreground">{shortInstant(at, now, zone)}</p>;
  return (
    <p className={cn("text-right text-sm", overdue ? "text-critical" : "text-muted-foreground")} title={basis}>
      {overdue ? "overdue since" : "due"} {shortInstant(dueAt, now, zone)}
    </p>
  );
}

const statusWords: Partial<Record<string, string>> = {
  critical: "overdue",
  warning: "nearly due",
  ok: "in time",
  done: "acknowledged",
};

function AcknowledgeButton({ one, acknowledge }: { one: HotlineCase; acknowledge: Acknowledge }) {
  if (!acknowledge.allowed) return null;
  const pending = acknowledge.pending.has(one.id);
  return (
    <div className="mt-1 mb-1 justify-self-end">
      <Button size="small" disabled={pending} onClick={() => acknowledge.press(one)}>
        {pending ? "Sending" : "Acknowledge"}
        <span className="sr-only"> {one.number}</span>
      </Button>
    </div>
  );
}
