"use client";

import type { AlertPage } from "../../server/alerts/contract.ts";
import type { Delivery, DeliveryState } from "../../server/alerts/delivery/contract.ts";
import type { Escalation } from "../../server/alerts/escalation/contract.ts";
import { useServerSecond } from "../live/use-connection.ts";
import { useZone } from "../shell/use-scope.ts";
import { duration } from "../ui/format-duration.ts";
import { fullNumber } from "../ui/format-number.ts";
import { shortInstant, timeOfDay, type Zone } from "../ui/format-time.ts";
import { type Status, StatusGlyph } from "../ui/status-glyph.tsx";
import { channelWords } from "./oncall-words.ts";

const looks: Record<DeliveryState, { status: Status; word: string }> = {
  waiting: { status: "unknown", word: "waits" },
  sending: { status: "loading", word: "on its way" },
  accepted: { status: "info", word: "accepted, not seen yet" },
  shown: { status: "ok", word: "seen" },
  unseen: { status: "warning", word: "not seen in time" },
  failed: { status: "error", word: "failed" },
  stopped: { status: "done", word: "not sent" },
  bundled: { status: "info", word: "in one page with others" },
};

/** Who is called next, and what became of each page that left. */
export function AlertPaged({ page: { escalation, deliveries, alert } }: { page: AlertPage }) {
  const now = useServerSecond();
  const zone = useZone();
  if (!escalation && deliveries.length === 0) return null;
  return (
    <section aria-labelledby="paged-title" data-testid="paged" className="mt-6">
      <h3 id="paged-title" className="flex items-baseline justify-between text-base font-medium">
        Paged
        <span className="text-sm font-normal text-muted-foreground">newest first, {zone.label}</span>
      </h3>
      {escalation ? (
        <p data-testid="escalation" className="mt-1 [overflow-wrap:anywhere] text-secondary-foreground">
          {escalationWords(escalation, alert.state === "open", now, zone)}
        </p>
      ) : null}
      <ul className="mt-2">
        {deliveries.map((one) => (
          <Page key={one.id} delivery={one} now={now} zone={zone} />
        ))}
      </ul>
    </section>
  );
}

function Page({ delivery, now, zone }: { delivery: Delivery; now: number; zone: Zone }) {
  const { state, channel, person, why } = delivery;
  // What no receipt comes for is as good as it gets when the other side took it.
  const noReceipt = channel === "mail" || channel === "webhook";
  const { status, word } =
    state === "accepted" && noReceipt ? ({ status: "ok", word: "accepted" } as const) : looks[state];
  return (
    <li
      data-state={state}
      className="grid grid-cols-[12px_minmax(0,1fr)_auto] items-baseline gap-x-3 border-t border-border py-1.5 first:border-t-0"
    >
      <StatusGlyph status={status} />
      <span className="min-w-0 [overflow-wrap:anywhere]">
        <bdi>{person}</bdi>, {channelWords[channel]}: <b className="font-medium">{word}</b>
        {why === null ? null : (
          <span className="text-secondary-foreground">
            {" "}
            (<bdi>{why}</bdi>)
          </span>
        )}
      </span>
      <span className="text-right text-sm text-secondary-foreground tabular-nums">{timesOf(delivery, now, zone)}</span>
    </li>
  );
}

/** When it was accepted and seen; else when it is due, or was. */
function timesOf({ acceptedAt, shownAt, dueAt, tries }: Delivery, now: number, zone: Zone): string {
  const tried = tries > 1 ? `, ${fullNumber(tries)} tries` : "";
  if (acceptedAt === null) return `${dueAt > now ? "due" : "was due"} ${shortInstant(dueAt, now, zone)}${tried}`;
  const seen = shownAt === null ? "" : `, seen after ${duration(shownAt - acceptedAt)}`;
  return `${timeOfDay(acceptedAt, zone)}${seen}${tried}`;
}

/** What comes next, or why nothing does. */
function escalationWords(escalation: Escalation, open: boolean, now: number, zone: Zone): string {
  const { standing, policy, level, levels, round, rounds, nextAt, ledBy } = escalation;
  const when = nextAt === null ? "" : ` ${nextAt > now ? `in ${duration(nextAt - now)}` : "now"}`;
  const turn = rounds > 1 ? `, round ${round} of ${rounds}` : "";
  switch (standing) {
    case "calling":
      return `By ${policy}: level ${level} of ${levels}${turn} is called${when} unless somebody takes it.`;
    case "resting":
      return `It rests: calls begin anew ${nextAt === null ? "later" : `${shortInstant(nextAt, now, zone)} ${zone.label}`} unless somebody takes it.`;
    case "unreachable":
      return `By ${policy}: no level reaches anybody. It is asked again${when}. Add a responder.`;
    case "grouped":
      return `The page of ${ledBy ?? "another alert"} stands for it: one cause, one page.`;
    case "exhausted":
      return `By ${policy}: every level was called ${rounds === 1 ? "once" : `${rounds} times`} and nobody took it. Escalate to call the first again.`;
    case "no_policy":
      return "Nobody is called: no escalation policy belongs to its integration.";
    case "acknowledged":
    case "resolved":
      return open ? "" : "Nobody is called any more.";
  }
}
