"use client";

import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { SystemOverview } from "../../server/system/contract.ts";
import { useTRPC } from "../shell/api.tsx";
import { ScopedLink } from "../shell/scoped-link.tsx";
import { useZone } from "../shell/use-scope.ts";
import { bytesText } from "../ui/format-bytes.ts";
import { duration } from "../ui/format-duration.ts";
import { fullNumber } from "../ui/format-number.ts";
import { dayAndTime } from "../ui/format-time.ts";
import { OldNotice } from "./asked-state.tsx";
import { Panel } from "./panel.tsx";
import { SystemChores } from "./system-chores.tsx";
import { SystemDisk, SystemKept } from "./system-kept.tsx";
import { SystemLive, SystemSettings } from "./system-settings.tsx";
import { type Asked, useAsked } from "./use-asked.ts";

const askAgainMs = 5_000;

/** The whole page of the system; `initial` is what the page was drawn with. */
export function SystemBoard({ initial }: { initial: SystemOverview }) {
  const trpc = useTRPC();
  const options = { initialData: initial, refetchInterval: askAgainMs, staleTime: askAgainMs };
  const asked = useAsked(useQuery({ ...trpc.system.overview.queryOptions(), ...options }));
  // After rights were taken away there is no answer any more: what the page was drawn with goes, too.
  if (!asked.data) return <p className="px-4 py-3 text-secondary-foreground">{asked.refusal?.words}</p>;
  return (
    <>
      <Facts system={asked.data} asked={asked} />
      <SystemChores chores={asked.data.chores} muted={asked.old} liveness={asked.liveness} />
      <div className="xl:grid xl:grid-cols-2">
        <div className="min-w-0 xl:border-r">
          <SystemKept kept={asked.data.kept} chores={asked.data.chores} liveness={asked.liveness} />
          <SystemDisk disk={asked.data.disk} liveness={asked.liveness} />
        </div>
        <div className="min-w-0">
          <SystemSettings settings={asked.data.settings} liveness={asked.liveness} />
          <SystemLive live={asked.data.live} muted={asked.old} liveness={asked.liveness} />
        </div>
      </div>
    </>
  );
}

function Facts({ system, asked }: { system: SystemOverview; asked: Asked<SystemOverview> }) {
  const zone = useZone();
  const { version, runtime, startedAt, upMs, database, audit } = system;
  return (
    <Panel
      id="system-facts"
      title="What runs"
      className="pt-1"
      liveness={asked.liveness}
      aside={
        <>
          <OldNotice asked={asked} zone={zone} />
          <ScopedLink href="/sources" className="text-primary hover:underline">
            Sources and keys
          </ScopedLink>
        </>
      }
    >
      <dl className="grid grid-cols-2 gap-x-6 gap-y-3 px-4 pt-1 pb-4 md:grid-cols-3 xl:grid-cols-6">
        <Fact name="Watchfloor" value={version} more={runtime} />
        <Fact name="Up for" value={duration(upMs)} more={`since ${dayAndTime(startedAt, zone)} ${zone.label}`} />
        <Fact
          name="PostgreSQL"
          value={database.version}
          more={database.embedded ? "embedded: for trial and small teams" : "given by DATABASE_URL"}
        />
        <Fact
          name="Size of the database"
          value={database.bytes === null ? "—" : bytesText(database.bytes)}
          more={database.bytes === null ? "could not be read" : "at most ten minutes old"}
        />
        <Fact
          name="Audit sealed up to"
          value={audit.head === null ? "—" : fullNumber(audit.head.sequence)}
          more={audit.head === null ? "nothing is sealed yet" : <span className="font-mono">{audit.head.hash}</span>}
        />
        <Fact
          name="Waiting for a seal"
          value={fullNumber(audit.waiting)}
          more={audit.waitingMs === null ? "nothing waits" : `the oldest for ${duration(audit.waitingMs)}`}
        />
      </dl>
    </Panel>
  );
}

function Fact({ name, value, more }: { name: string; value: string; more: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-sm text-secondary-foreground">{name}</dt>
      <dd className="truncate text-lg font-medium" title={value}>
        {value}
      </dd>
      <dd className="text-sm text-muted-foreground [overflow-wrap:anywhere]">{more}</dd>
    </div>
  );
}
