"use client";

import { useState } from "react";
import type { SourceOverview } from "../../server/sources/contract.ts";
import { SourceDetail, type SourceRights } from "./source-detail.tsx";
import { type SourceDeed, SourceDialogs } from "./source-dialogs.tsx";
import { SourceTable } from "./source-table.tsx";
import { useSourceChoice } from "./use-source-choice.ts";
import { useSourceOverview } from "./use-source-overview.ts";

/** The whole page of sources: the list, the one that is open, and what is being done to it. */
export function SourceBoard({ initial, rights }: { initial: SourceOverview[]; rights: SourceRights }) {
  const asked = useSourceOverview(initial);
  const [chosen] = useSourceChoice();
  const [deed, setDeed] = useState<SourceDeed | null>(null);
  const source = asked.data?.find(({ id }) => id === chosen);
  return (
    <>
      <SourceTable asked={asked} onCreate={rights.manage ? () => setDeed({ name: "create" }) : null} />
      {source ? (
        <SourceDetail source={source} oldAsOf={asked.old ? asked.asOf : null} rights={rights} onDeed={setDeed} />
      ) : null}
      {!source && asked.data && asked.data.length > 0 ? (
        <p className="px-4 py-3 text-secondary-foreground">
          {chosen === null
            ? "Choose a source to see what it was refused, what its requests did, its keys and its voidings."
            : `There is no source ${chosen}. Choose one of the list.`}
        </p>
      ) : null}
      <SourceDialogs deed={deed} onClose={() => setDeed(null)} />
    </>
  );
}
