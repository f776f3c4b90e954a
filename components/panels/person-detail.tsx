"use client";

import { useEffect, useRef } from "react";
import type { ListedPerson } from "../../server/identity/people/contract.ts";
import { useZone } from "../shell/use-scope.ts";
import { useVisitor } from "../shell/visitor.tsx";
import { Button } from "../ui/button.tsx";
import { dayAndTime } from "../ui/format-time.ts";
import type { PeopleDeed } from "./people-dialogs.tsx";
import { rolesLine } from "./people-words.ts";
import { PersonSessions } from "./person-sessions.tsx";

/** One person: what they may, where they are signed in, and what an administrator can do about either. */
export function PersonDetail({
  person,
  onDeed,
}: {
  person: ListedPerson;
  onDeed: ((deed: PeopleDeed) => void) | null;
}) {
  const zone = useZone();
  const me = useVisitor();
  const heading = useRef<HTMLHeadingElement>(null);
  // On a phone the list is longer than the screen: who was chosen would open out of sight.
  useEffect(() => {
    if (window.matchMedia("(width < 768px)").matches) heading.current?.scrollIntoView();
  }, []);
  const suspended = person.state === "suspended";
  const written = (at: number) => `${dayAndTime(at, zone)} ${zone.label}`;
  return (
    <section aria-labelledby="person-title" data-testid="person-detail" className="border-t border-border-strong">
      <header className="flex flex-wrap items-start gap-x-6 gap-y-2 px-4 pt-3 pb-3">
        <div className="min-w-0 grow basis-80">
          <h2
            id="person-title"
            ref={heading}
            tabIndex={-1}
            data-return-focus=""
            className="scroll-mt-2 text-lg font-semibold [overflow-wrap:anywhere]"
          >
            {person.name}
            {person.id === me.personId ? <span className="font-normal text-muted-foreground"> you</span> : null}
          </h2>
          <p className="text-secondary-foreground [overflow-wrap:anywhere]">
            {person.email}: {rolesLine(person.roles)}
          </p>
          <p className="text-sm text-muted-foreground [overflow-wrap:anywhere]">
            Here since {written(person.createdAt)}, {person.secondFactor ? "with" : "without"} a second factor.
            {person.suspendedAt === null
              ? ""
              : ` Suspended ${written(person.suspendedAt)}${person.suspendedBy ? ` by ${person.suspendedBy}` : ""}.`}
            {person.resetUntil === null ? "" : ` A link for a new password works until ${written(person.resetUntil)}.`}
          </p>
        </div>
        {onDeed ? (
          <div className="flex flex-wrap gap-2">
            <Button size="small" onClick={() => onDeed({ name: "roles", person })}>
              Change roles
            </Button>
            <Button size="small" onClick={() => onDeed({ name: "reset", person })}>
              Reset password
            </Button>
            {suspended ? (
              <Button size="small" onClick={() => onDeed({ name: "resume", person })}>
                Resume
              </Button>
            ) : (
              <Button size="small" variant="danger" onClick={() => onDeed({ name: "suspend", person })}>
                Suspend
              </Button>
            )}
            <Button size="small" variant="danger" onClick={() => onDeed({ name: "delete", person })}>
              Delete
            </Button>
          </div>
        ) : null}
      </header>
      <PersonSessions person={person} onDeed={onDeed} />
    </section>
  );
}
