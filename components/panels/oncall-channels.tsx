"use client";

import type { Contact, ContactKind, OwnChannels } from "../../server/oncall/contact/contract.ts";
import { useZone } from "../shell/use-scope.ts";
import { useMay } from "../shell/visitor.tsx";
import { Button } from "../ui/button.tsx";
import { dayAndTime, type Zone } from "../ui/format-time.ts";
import { StatusGlyph } from "../ui/status-glyph.tsx";
import { OldNotice } from "./asked-state.tsx";
import type { OncallDeed } from "./oncall-dialogs.tsx";
import { channelWords } from "./oncall-words.ts";
import { Panel } from "./panel.tsx";
import { PanelBody } from "./panel-state.tsx";
import type { Asked } from "./use-asked.ts";

export const contactKindWords: Record<ContactKind, string> = {
  standard: "Signed webhook",
  slack: "Slack-compatible webhook",
};

/** Which channels reach the reader as things stand, and their own endpoints; whoever cannot be on call has none. */
export function OncallChannels({
  channels,
  contacts,
  onDeed,
}: {
  channels: Asked<OwnChannels>;
  contacts: Asked<Contact[]>;
  onDeed: (deed: OncallDeed) => void;
}) {
  const zone = useZone();
  const told = channels.data;
  if (!useMay("oncall.override")) return null;
  return (
    <Panel
      id="channels"
      title="What reaches you"
      className="border-t border-border-strong pt-1"
      liveness={channels.liveness}
      aside={
        <>
          <OldNotice asked={channels} zone={zone} />
          <Button size="small" onClick={() => onDeed({ name: "contact" })}>
            Add a webhook
          </Button>
        </>
      }
    >
      <PanelBody liveness={channels.liveness} failed={channels} what="Your channels" height={112} empty="None.">
        {told ? (
          <>
            {told.warning ? (
              <p className="flex items-start gap-2 border-t border-warning-line bg-warning-soft px-4 py-2">
                <StatusGlyph status="warning" className="mt-1" />
                {told.warning}
              </p>
            ) : null}
            <ul className="text-sm" aria-label="Channels">
              {told.channels.map(({ channel, reaches, words }) => (
                <li
                  key={channel}
                  data-testid={`channel-${channel}`}
                  className="grid min-h-8 grid-cols-[12px_5rem_minmax(0,1fr)] items-center gap-x-3 border-t border-border px-4 py-1"
                >
                  <StatusGlyph status={reaches ? "ok" : "unknown"} />
                  <span>{channelWords[channel]}</span>
                  <span className="text-secondary-foreground [overflow-wrap:anywhere]">
                    {reaches ? words : `does not reach you: ${words}`}
                  </span>
                </li>
              ))}
            </ul>
            <Endpoints contacts={contacts.data ?? []} zone={zone} onDeed={onDeed} />
            <p className="border-t border-border px-4 pt-2 pb-3 text-sm text-muted-foreground">
              Watchfloor makes no voice calls and sends no SMS itself. A signed webhook reaches a provider that does.
            </p>
          </>
        ) : null}
      </PanelBody>
    </Panel>
  );
}

function Endpoints({
  contacts,
  zone,
  onDeed,
}: {
  contacts: readonly Contact[];
  zone: Zone;
  onDeed: (deed: OncallDeed) => void;
}) {
  if (contacts.length === 0) return null;
  return (
    <ul className="text-sm" aria-label="Your webhooks">
      {contacts.map((contact) => (
        <li
          key={contact.id}
          data-testid="contact"
          className="flex flex-wrap items-center gap-x-4 border-t border-border px-4 py-1"
        >
          <span className="min-w-0 grow basis-60 [overflow-wrap:anywhere]">
            {contactKindWords[contact.kind]} to <b className="font-medium">{contact.host}</b>
            {contact.disabled ? (
              <span className="flex items-center gap-1.5 text-critical">
                <StatusGlyph status="disconnected" />
                off since {dayAndTime(contact.disabled.at, zone)} {zone.label}: {contact.disabled.why}
              </span>
            ) : null}
          </span>
          {contact.kind === "standard" && !contact.disabled ? (
            <Button
              size="small"
              variant="quiet"
              aria-label={`Give ${contact.host} a new secret`}
              onClick={() => onDeed({ name: "rotate-contact", contact })}
            >
              New secret
            </Button>
          ) : null}
          <Button
            size="small"
            variant="quiet"
            aria-label={`Delete the webhook to ${contact.host}`}
            onClick={() => onDeed({ name: "delete-contact", contact })}
          >
            Delete
          </Button>
        </li>
      ))}
    </ul>
  );
}
