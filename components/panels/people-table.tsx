"use client";

import type { ListedPerson } from "../../server/identity/people/contract.ts";
import { useServerSecond } from "../live/use-connection.ts";
import { useZone } from "../shell/use-scope.ts";
import { cn } from "../ui/cn.ts";
import { Cell, DataTable, HeadCell } from "../ui/data-table.tsx";
import { duration } from "../ui/format-duration.ts";
import { fullNumber } from "../ui/format-number.ts";
import { dayAndTime } from "../ui/format-time.ts";
import { StatusGlyph } from "../ui/status-glyph.tsx";
import { OldNotice } from "./asked-state.tsx";
import { Panel } from "./panel.tsx";
import { PanelBody } from "./panel-state.tsx";
import { personLook, rolesLine } from "./people-words.ts";
import { heldOrder } from "./source-words.ts";
import type { Asked } from "./use-asked.ts";
import { useHeld } from "./use-held.ts";
import { usePersonChoice } from "./use-people.ts";

/** Everybody: with which roles, suspended or not, when last seen, signed in how often. */
export function PeopleTable({ asked }: { asked: Asked<ListedPerson[]> }) {
  const [chosen, choose] = usePersonChoice();
  const zone = useZone();
  const now = useServerSecond();
  const { shown, held, handlers } = useHeld(asked.data?.map(({ id }) => id));
  const people = heldOrder(asked.data ?? [], held ? (shown ?? null) : null);
  const at = asked.old ? (asked.asOf ?? now) : now;
  const { liveness } = asked;
  return (
    <Panel
      id="people"
      title="People"
      unit={asked.data ? fullNumber(people.length) : null}
      className="pt-1"
      liveness={liveness}
      aside={
        <>
          <OldNotice asked={asked} zone={zone} />
          <span className="max-md:hidden">by name</span>
        </>
      }
    >
      <PanelBody liveness={liveness} failed={asked} what="People" height={112} empty="Nobody.">
        {people.length > 0 ? (
          <DataTable
            caption="People, by name"
            fixed
            muted={asked.old}
            className="max-h-[44dvh] max-md:max-h-none"
            {...handlers}
          >
            <thead>
              <tr>
                <HeadCell className="w-32 max-md:hidden">State</HeadCell>
                <HeadCell className="max-md:pl-4">Name</HeadCell>
                <HeadCell className="max-md:hidden">E-mail</HeadCell>
                <HeadCell className="max-md:hidden">Roles</HeadCell>
                <HeadCell className="w-32 max-xl:hidden" title="An authenticator app or a passkey">
                  Second factor
                </HeadCell>
                <HeadCell end className="w-32 max-md:w-24 max-md:pr-4" title="To the minute">
                  Last seen
                </HeadCell>
                <HeadCell end className="w-24 max-md:hidden" title="Where they are signed in now">
                  Sessions
                </HeadCell>
              </tr>
            </thead>
            <tbody>
              {people.map((person) => (
                <PersonRow
                  key={person.id}
                  person={person}
                  at={at}
                  old={asked.old}
                  chosen={person.id === chosen}
                  onChoose={() => void choose(person.id)}
                />
              ))}
            </tbody>
          </DataTable>
        ) : null}
      </PanelBody>
    </Panel>
  );
}

function PersonRow({
  person,
  at,
  old,
  chosen,
  onChoose,
}: {
  person: ListedPerson;
  at: number;
  old: boolean;
  chosen: boolean;
  onChoose: () => void;
}) {
  const zone = useZone();
  const { name, email, roles, state, lastSeenAt, sessions, secondFactor } = person;
  const { status, word } = personLook(person);
  const seen = lastSeenAt === null ? "never" : `${duration(at - lastSeenAt)} ago`;
  return (
    // The row is a larger target for the pointer; keys use its button
    <tr
      data-testid={`person-${email}`}
      data-state={state}
      onClick={onChoose}
      className={cn(
        "cursor-pointer",
        chosen ? "bg-primary-soft" : "hover:bg-secondary",
        state === "suspended" && "text-muted-foreground",
      )}
    >
      <Cell className="max-md:hidden">
        <span className="flex items-center gap-1.5">
          <StatusGlyph status={old ? "unknown" : status} size={10} />
          {old ? `was ${word}` : word}
        </span>
      </Cell>
      <Cell className="max-md:py-2 max-md:pl-4">
        <button
          type="button"
          aria-current={chosen ? "true" : undefined}
          onClick={onChoose}
          title={name}
          className="block w-full truncate text-left font-medium outline-offset-[-1px]"
        >
          <StatusGlyph status={old ? "unknown" : status} size={10} className="mr-1.5 md:hidden" />
          {name}
        </button>
        <span className="mt-1 block break-words whitespace-normal text-muted-foreground md:hidden">
          {old ? `was ${word}` : word}, {rolesLine(roles)}
        </span>
      </Cell>
      <Cell className="truncate max-md:hidden" title={email}>
        {email}
      </Cell>
      <Cell className="truncate max-md:hidden" title={rolesLine(roles)}>
        {rolesLine(roles)}
      </Cell>
      <Cell className="max-xl:hidden">
        <span className="flex items-center gap-1.5">
          <StatusGlyph status={secondFactor ? "done" : "unknown"} size={10} />
          {secondFactor ? "yes" : "no"}
        </span>
      </Cell>
      <Cell
        end
        className="max-md:pt-2 max-md:pr-4 max-md:align-top"
        title={lastSeenAt === null ? undefined : `${dayAndTime(lastSeenAt, zone)} ${zone.label}`}
      >
        {seen}
      </Cell>
      <Cell end className={cn("max-md:hidden", sessions === 0 && "text-muted-foreground")}>
        {fullNumber(sessions)}
      </Cell>
    </tr>
  );
}
