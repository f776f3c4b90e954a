"use client";

import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useState } from "react";
import type { Authority } from "../../server/hotline/authorities/contract.ts";
import { useTRPC } from "../shell/api.tsx";
import { useZone } from "../shell/use-scope.ts";
import { Button } from "../ui/button.tsx";
import { Cell, DataTable, HeadCell } from "../ui/data-table.tsx";
import { dayAndTime } from "../ui/format-time.ts";
import { OldNotice } from "./asked-state.tsx";
import { countryName } from "./case-words.ts";
import { Panel } from "./panel.tsx";
import { PartnerStaff } from "./partner-staff.tsx";
import { useAsked } from "./use-asked.ts";

const PartnerDialogs = dynamic(() => import("./partner-dialogs.tsx").then((all) => all.AuthorityDialog), {
  ssr: false,
});
const askAgainMs = 5_000;

/** The authorities on file, with the number under which their calls are checked. */
export function PartnerBoard({
  initial,
  mayManage,
  mayInspect,
}: {
  initial: Authority[];
  mayManage: boolean;
  /** Sees officers and systems of an authority. */
  mayInspect: boolean;
}) {
  const [chosen, setChosen] = useState<number | null>(null);
  const trpc = useTRPC();
  const zone = useZone();
  const [asking, setAsking] = useState(false);
  const query = useQuery({
    ...trpc.hotline.authorities.queryOptions(),
    ...{ initialData: initial, refetchInterval: askAgainMs, staleTime: askAgainMs },
  });
  const asked = useAsked(query, { pauses: false });
  if (!asked.data) return <p className="px-4 py-3 text-secondary-foreground">{asked.refusal?.words}</p>;
  const open = asked.data.find(({ id }) => id === chosen);
  return (
    <Panel
      id="partners"
      title="Authorities"
      unit={asked.data.length > 0 ? asked.data.length : null}
      liveness={asked.liveness}
      className="pt-2"
      aside={
        <>
          <OldNotice asked={asked} zone={zone} />
          {mayManage ? (
            <Button size="small" data-return-focus="" onClick={() => setAsking(true)}>
              New authority
            </Button>
          ) : null}
        </>
      }
    >
      {asked.data.length === 0 ? (
        <p className="px-4 py-4 text-secondary-foreground">
          No authority is on file. Before its first call put down the number under which it is called back.
        </p>
      ) : (
        <DataTable caption="Partner authorities" className="mt-2" muted={asked.old}>
          <thead>
            <tr>
              <HeadCell>Authority</HeadCell>
              <HeadCell>Country</HeadCell>
              <HeadCell>Called back under</HeadCell>
              <HeadCell>On file since, {zone.label}</HeadCell>
            </tr>
          </thead>
          <tbody>
            {asked.data.map((one) => (
              <tr key={one.id}>
                <Cell className="max-w-96 truncate font-medium" title={one.name}>
                  {mayInspect ? (
                    <button
                      type="button"
                      aria-pressed={chosen === one.id}
                      onClick={() => setChosen(one.id)}
                      className="inline-flex min-h-6 max-w-full items-center truncate text-primary hover:underline"
                    >
                      {one.name}
                    </button>
                  ) : (
                    one.name
                  )}
                </Cell>
                <Cell suppressHydrationWarning>{countryName(one.country)}</Cell>
                <Cell className="tabular-nums">{one.callBackNumber}</Cell>
                <Cell>{dayAndTime(one.createdAt, zone)}</Cell>
              </tr>
            ))}
          </tbody>
        </DataTable>
      )}
      {open && mayInspect ? <PartnerStaff key={open.id} authority={open} mayManage={mayManage} /> : null}
      {asking ? <PartnerDialogs onClose={() => setAsking(false)} /> : null}
    </Panel>
  );
}
