"use client";

import type { Delivery, DeliveryState } from "../../server/alerts/delivery/contract.ts";
import { useServerSecond } from "../live/use-connection.ts";
import { useZone } from "../shell/use-scope.ts";
import { shortInstant } from "../ui/format-time.ts";
import { type Status, StatusGlyph } from "../ui/status-glyph.tsx";
import { channelWords } from "./oncall-words.ts";

const looks: Record<DeliveryState, { status: Status; word: string }> = {
  waiting: { status: "unknown", word: "waits" },
  sending: { status: "loading", word: "is being sent" },
  accepted: { status: "done", word: "sent" },
  shown: { status: "ok", word: "seen" },
  unseen: { status: "warning", word: "not seen in time" },
  failed: { status: "error", word: "failed" },
  stopped: { status: "paused", word: "not sent" },
  bundled: { status: "done", word: "in one page with others" },
};

/** Who was called for an alert, by which channels, and what became of each page: the newest call of each person. */
export function AlertPages({ deliveries }: { deliveries: readonly Delivery[] }) {
  if (deliveries.length === 0) return null;
  const people = Map.groupBy(deliveries, ({ person }) => person);
  return (
    <section aria-labelledby="pages-title" className="mt-6" data-testid="alert-pages">
      <h3 id="pages-title" className="text-base font-medium">
        Who was called
      </h3>
      <ul className="mt-1">
        {[...people].map(([person, all]) => (
          <Called key={person} person={person} deliveries={newestCall(all)} />
        ))}
      </ul>
    </section>
  );
}

function newestCall(deliveries: readonly Delivery[]): Delivery[] {
  const newest = Math.max(...deliveries.map(({ call }) => call));
  return deliveries.filter(({ call }) => call === newest);
}

function Called({ person, deliveries }: { person: string; deliveries: readonly Delivery[] }) {
  const now = useServerSecond();
  const zone = useZone();
  return (
    <li className="border-t border-border py-1.5 first:border-t-0">
      <p className="[overflow-wrap:anywhere]">
        <bdi>{person}</bdi>
      </p>
      <ul className="flex flex-wrap gap-x-4 text-sm text-secondary-foreground tabular-nums">
        {deliveries.map(({ id, channel, state, why, ...times }) => (
          <li key={id} data-state={state} className="inline-flex items-baseline gap-1.5 [overflow-wrap:anywhere]">
            <StatusGlyph status={looks[state].status} size={10} />
            <span>
              {channelWords[channel]} {looks[state].word} {shortInstant(instantOf(times), now, zone)} {zone.label}
              {why === null ? "" : `: ${why}`}
            </span>
          </li>
        ))}
      </ul>
    </li>
  );
}

const instantOf = ({ shownAt, acceptedAt, dueAt }: Pick<Delivery, "shownAt" | "acceptedAt" | "dueAt">) =>
  shownAt ?? acceptedAt ?? dueAt;
