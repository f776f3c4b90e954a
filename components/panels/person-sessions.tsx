"use client";

import { useQuery } from "@tanstack/react-query";
import type { ListedPerson } from "../../server/identity/people/contract.ts";
import { emptied } from "../live/liveness.ts";
import { useServerSecond } from "../live/use-connection.ts";
import { useTRPC } from "../shell/api.tsx";
import { useZone } from "../shell/use-scope.ts";
import { Button } from "../ui/button.tsx";
import { Cell, DataTable, HeadCell } from "../ui/data-table.tsx";
import { duration } from "../ui/format-duration.ts";
import { dayAndTime } from "../ui/format-time.ts";
import { OldNotice } from "./asked-state.tsx";
import { Panel } from "./panel.tsx";
import { PanelBody } from "./panel-state.tsx";
import type { PeopleDeed } from "./people-dialogs.tsx";
import { heldOrder } from "./source-words.ts";
import { useAsked } from "./use-asked.ts";
import { useHeld } from "./use-held.ts";
import { askPeopleAgainMs } from "./use-people.ts";

/** Where somebody is signed in: since when, last used, by which browser from which network; never a whole address. */
export function PersonSessions({
  person,
  onDeed,
}: {
  person: ListedPerson;
  onDeed: ((deed: PeopleDeed) => void) | null;
}) {
  const trpc = useTRPC();
  const zone = useZone();
  const now = useServerSecond();
  const asked = useAsked(
    useQuery({
      ...trpc.people.sessions.queryOptions({ personId: person.id }),
      refetchInterval: askPeopleAgainMs,
      staleTime: askPeopleAgainMs,
    }),
    { pauses: false },
  );
  const order = useHeld(asked.data?.map(({ id }) => id));
  const shown = asked.data && heldOrder(asked.data, order.held ? (order.shown ?? null) : null);
  const liveness = emptied(asked.liveness, shown?.length === 0, "none");
  return (
    <Panel
      id="sessions"
      title="Sessions"
      className="border-t border-border pt-1"
      liveness={liveness}
      aside={
        <>
          <OldNotice asked={asked} zone={zone} />
          {onDeed && shown && shown.length > 0 ? (
            <Button size="small" variant="danger" onClick={() => onDeed({ name: "end-sessions", person })}>
              End all
            </Button>
          ) : null}
        </>
      }
    >
      <PanelBody liveness={liveness} failed={asked} what="Sessions" height={112} empty={"Signed in nowhere."}>
        {shown && shown.length > 0 ? (
          <DataTable caption="Sessions, the last used first" muted={asked.old} {...order.handlers}>
            <thead>
              <tr>
                <HeadCell>Browser</HeadCell>
                <HeadCell className="max-md:hidden">Network</HeadCell>
                <HeadCell>Since, {zone.label}</HeadCell>
                <HeadCell title="To the minute">Last used</HeadCell>
                <HeadCell className="w-full max-md:hidden">Ends unless used, {zone.label}</HeadCell>
                <HeadCell>
                  <span className="sr-only">What can be done</span>
                </HeadCell>
              </tr>
            </thead>
            <tbody>
              {shown.map((session) => (
                <tr key={session.id} data-testid="session">
                  <Cell className="font-medium">
                    {session.browser ?? "unknown browser"}
                    {session.current ? <span className="font-normal text-muted-foreground"> this one</span> : null}
                  </Cell>
                  <Cell className="font-mono max-md:hidden">{session.network ?? "—"}</Cell>
                  <Cell>{dayAndTime(session.since, zone)}</Cell>
                  <Cell>{session.lastUsedAt === null ? "not since" : `${duration(now - session.lastUsedAt)} ago`}</Cell>
                  <Cell className="max-md:hidden">{dayAndTime(session.expiresAt, zone)}</Cell>
                  <Cell end>
                    {onDeed ? (
                      <Button
                        size="small"
                        variant="quiet"
                        className="h-6"
                        onClick={() => onDeed({ name: "end-session", person, session })}
                        aria-label={`End the session of ${session.browser ?? "unknown browser"} since ${dayAndTime(session.since, zone)}`}
                      >
                        End
                      </Button>
                    ) : null}
                  </Cell>
                </tr>
              ))}
            </tbody>
          </DataTable>
        ) : null}
      </PanelBody>
    </Panel>
  );
}
