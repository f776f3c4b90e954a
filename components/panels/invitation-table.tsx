"use client";

import { UserPlus } from "lucide-react";
import type { Invitation } from "../../server/identity/invitation/contract.ts";
import { emptied } from "../live/liveness.ts";
import { useServerSecond } from "../live/use-connection.ts";
import { useZone } from "../shell/use-scope.ts";
import { Button } from "../ui/button.tsx";
import { cn } from "../ui/cn.ts";
import { Cell, DataTable, HeadCell } from "../ui/data-table.tsx";
import { duration } from "../ui/format-duration.ts";
import { dayAndTime } from "../ui/format-time.ts";
import { StatusGlyph } from "../ui/status-glyph.tsx";
import { OldNotice } from "./asked-state.tsx";
import { Panel } from "./panel.tsx";
import { PanelBody } from "./panel-state.tsx";
import type { PeopleDeed } from "./people-dialogs.tsx";
import { rolesLine } from "./people-words.ts";
import { heldOrder } from "./source-words.ts";
import type { Asked } from "./use-asked.ts";
import { useHeld } from "./use-held.ts";

/** Who is invited, with which roles, and until when the link works. `onDeed` is null for who may only read. */
export function InvitationTable({
  asked,
  onDeed,
}: {
  asked: Asked<Invitation[]>;
  onDeed: ((deed: PeopleDeed) => void) | null;
}) {
  const zone = useZone();
  const now = useServerSecond();
  const order = useHeld(asked.data?.map(({ id }) => id));
  const shown = asked.data && heldOrder(asked.data, order.held ? (order.shown ?? null) : null);
  const open = (shown ?? []).filter(({ expiresAt }) => expiresAt > now).length;
  const liveness = emptied(asked.liveness, shown?.length === 0, "none");
  return (
    <Panel
      id="invitations"
      title="Invitations"
      unit={shown ? `${open} open` : null}
      className="border-b border-border-strong pt-1"
      liveness={liveness}
      aside={
        <>
          <OldNotice asked={asked} zone={zone} />
          {onDeed ? (
            <Button size="small" onClick={() => onDeed({ name: "invite" })}>
              <UserPlus size={14} aria-hidden />
              Invite
            </Button>
          ) : null}
        </>
      }
    >
      <PanelBody
        liveness={liveness}
        failed={asked}
        what="Invitations"
        height={112}
        empty={
          onDeed
            ? "Nobody is invited. An invitation is a link that works once, for 24 hours: it makes one account."
            : "Nobody is invited. Administrators invite."
        }
      >
        {shown && shown.length > 0 ? (
          <DataTable caption="Invitations, the newest first" muted={asked.old} {...order.handlers}>
            <thead>
              <tr>
                <HeadCell className="max-md:hidden">State</HeadCell>
                <HeadCell className="max-md:pl-4">E-mail</HeadCell>
                <HeadCell className="max-md:hidden">Roles</HeadCell>
                <HeadCell className="max-md:hidden">Invited, {zone.label}</HeadCell>
                <HeadCell className="max-md:hidden">Works until, {zone.label}</HeadCell>
                <HeadCell>
                  <span className="sr-only">What can be done</span>
                </HeadCell>
              </tr>
            </thead>
            <tbody>
              {shown.map((invitation) => (
                <InvitationRow key={invitation.id} invitation={invitation} now={now} onDeed={onDeed} />
              ))}
            </tbody>
          </DataTable>
        ) : null}
      </PanelBody>
    </Panel>
  );
}

function InvitationRow({
  invitation,
  now,
  onDeed,
}: {
  invitation: Invitation;
  now: number;
  onDeed: ((deed: PeopleDeed) => void) | null;
}) {
  const zone = useZone();
  const { email, roles, issuedAt, issuedBy, expiresAt } = invitation;
  const isOpen = expiresAt > now;
  const left = isOpen ? `${duration(expiresAt - now)} left` : "ended";
  return (
    <tr
      data-testid={`invitation-${email}`}
      data-state={isOpen ? "open" : "ended"}
      className={cn(!isOpen && "text-muted-foreground")}
    >
      <Cell className="max-md:hidden">
        <span className="flex items-center gap-1.5">
          <StatusGlyph status={isOpen ? "info" : "unknown"} size={10} />
          {isOpen ? "open" : "ended"}
        </span>
      </Cell>
      <Cell className="w-full max-w-0 min-w-40 max-md:py-2 max-md:pl-4">
        <span className="block truncate font-medium" title={email}>
          <StatusGlyph status={isOpen ? "info" : "unknown"} size={10} className="mr-1.5 md:hidden" />
          {email}
        </span>
        <span className="mt-1 block whitespace-normal text-muted-foreground md:hidden">
          {rolesLine(roles)}; {left}
        </span>
      </Cell>
      <Cell className="max-w-60 truncate max-md:hidden" title={rolesLine(roles)}>
        {rolesLine(roles)}
      </Cell>
      <Cell className="max-w-60 truncate max-md:hidden" title={issuedBy}>
        {dayAndTime(issuedAt, zone)} by {issuedBy}
      </Cell>
      <Cell className="max-md:hidden">
        {dayAndTime(expiresAt, zone)}, {left}
      </Cell>
      <Cell end className="max-md:align-top">
        {onDeed ? (
          <span className="inline-flex gap-1 max-md:flex-col max-md:items-end">
            <Button
              size="small"
              variant="quiet"
              className="h-6"
              onClick={() => onDeed({ name: "issue", invitation })}
              aria-label={`Issue the invitation of ${email} anew`}
            >
              Issue anew
            </Button>
            <Button
              size="small"
              variant="quiet"
              className="h-6"
              onClick={() => onDeed({ name: "withdraw", invitation })}
              aria-label={`Withdraw the invitation of ${email}`}
            >
              Withdraw
            </Button>
          </span>
        ) : null}
      </Cell>
    </tr>
  );
}
