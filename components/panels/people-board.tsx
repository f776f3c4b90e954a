"use client";

import dynamic from "next/dynamic";
import { useState } from "react";
import type { Invitation } from "../../server/identity/invitation/contract.ts";
import type { ListedPerson } from "../../server/identity/people/contract.ts";
import { InvitationTable } from "./invitation-table.tsx";
import type { PeopleDeed } from "./people-dialogs.tsx";
import { PeopleTable } from "./people-table.tsx";
import { PersonDetail } from "./person-detail.tsx";
import { usePeople, usePersonChoice } from "./use-people.ts";

const PeopleDialogs = dynamic(() => import("./people-dialogs.tsx").then(({ PeopleDialogs }) => PeopleDialogs), {
  ssr: false,
});

/** The whole page of people: whoever is invited, everybody, the one who is open, and what is being done to them. */
export function PeopleBoard({
  people: initialPeople,
  invitations: initialInvitations,
  mayManage,
}: {
  people: ListedPerson[];
  invitations: Invitation[];
  mayManage: boolean;
}) {
  const { people, invitations } = usePeople({ people: initialPeople, invitations: initialInvitations });
  const [chosen] = usePersonChoice();
  const [deed, setDeed] = useState<PeopleDeed | null>(null);
  const person = people.data?.find(({ id }) => id === chosen);
  const onDeed = mayManage ? setDeed : null;
  return (
    <>
      <InvitationTable asked={invitations} onDeed={onDeed} />
      <PeopleTable asked={people} />
      {person ? <PersonDetail key={person.id} person={person} onDeed={onDeed} /> : null}
      {!person && people.data ? (
        <p className="px-4 py-3 text-secondary-foreground">
          {chosen === null
            ? "Choose somebody to see where they are signed in and what can be done."
            : "This person is not here any more. Choose one of the list."}
        </p>
      ) : null}
      {deed ? <PeopleDialogs deed={deed} onClose={() => setDeed(null)} /> : null}
    </>
  );
}
