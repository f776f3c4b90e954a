import type { Alert, AlertState, Severity, TimelineEntry } from "../../server/alerts/contract.ts";
import { dayAndTime, shortInstant, type Zone } from "../ui/format-time.ts";
import type { Status } from "../ui/status-glyph.tsx";
import { channelWords } from "./oncall-words.ts";

/** Shape and word of each severity; whoever shows one shows these. */
export const severityLooks: Record<Severity, { status: Status; word: string }> = {
  critical: { status: "critical", word: "Critical" },
  error: { status: "error", word: "Error" },
  warning: { status: "warning", word: "Warning" },
  info: { status: "info", word: "Info" },
};

export const stateWords: Record<AlertState, string> = {
  open: "Open",
  acknowledged: "Acknowledged",
  resolved: "Resolved",
};

const worstFirst: Severity[] = ["critical", "error", "warning", "info"];

/** The order of the inbox: what waits worst first, then newest; what is over by its end. */
export function inInboxOrder(alerts: Iterable<Alert>, state: AlertState): Alert[] {
  const of = [...alerts].filter((one) => one.state === state);
  if (state === "resolved") return of.sort((a, b) => (b.resolved?.at ?? 0) - (a.resolved?.at ?? 0));
  return of.sort(
    (a, b) => worstFirst.indexOf(a.severity) - worstFirst.indexOf(b.severity) || b.triggeredAt - a.triggeredAt,
  );
}

export const isSnoozed = (alert: Alert, now: number) => alert.snoozedUntil !== null && alert.snoozedUntil > now;

/** Who has it or ended it, or until when it rests. */
export function ownerWords(alert: Alert, now: number, zone: Zone): string {
  if (alert.resolved) return `by ${alert.resolved.by}`;
  if (isSnoozed(alert, now)) return `until ${shortInstant(alert.snoozedUntil ?? now, now, zone)}`;
  if (alert.assignee) return alert.assignee.name;
  return alert.acknowledged ? `${alert.acknowledged.by}, ack` : "no owner";
}

export const eventWords = (count: number) => (count === 1 ? "1 event" : `${count.toLocaleString("en")} events`);

const listed = (names: readonly string[] = []) => new Intl.ListFormat("en").format(names);

/** What an entry of the timeline says, beside who did it. */
export function entryWords({ kind, by, detail }: TimelineEntry, zone: Zone): string {
  switch (kind) {
    case "triggered":
      return `Triggered by ${by.name}`;
    case "joined":
      return `Another event of ${by.name}`;
    case "acknowledged":
      return `Acknowledged by ${by.name}`;
    case "resolved":
      return `Resolved by ${by.name}`;
    case "noted":
      return `Note of ${by.name}`;
    case "snoozed":
      return `Snoozed by ${by.name} until ${dayAndTime(detail.until ?? 0, zone)} ${zone.label}`;
    case "silenced":
      return `Silenced until ${dayAndTime(detail.until ?? 0, zone)} ${zone.label} by ${detail.silence?.madeBy ?? by.name}`;
    case "unsilenced":
      return `Silence of ${detail.silence?.madeBy ?? by.name} ended${by.kind === "person" ? ` by ${by.name}` : ""}${
        detail.until === undefined ? "" : `; another one lasts until ${dayAndTime(detail.until, zone)} ${zone.label}`
      }`;
    case "assigned":
      return detail.assignee === null ? `Owner removed by ${by.name}` : `Given to ${detail.assignee} by ${by.name}`;
    case "called":
      return `Level ${detail.level} called ${listed(detail.people)}${(detail.round ?? 1) > 1 ? `, round ${detail.round}` : ""}`;
    case "unreachable":
      return `Nobody is reached by level ${listed(detail.levels?.map(String))}`;
    case "exhausted":
      return `All levels were called ${detail.round === 1 ? "once" : `${detail.round} times`}: nobody took it`;
    case "escalated":
      return `Escalated by ${by.name}`;
    case "responder":
      return `${listed(detail.people)} asked to join by ${by.name}`;
    case "paged":
      return `Page to ${listed(detail.people)} by ${channelWords[detail.channel ?? "browser"]} accepted`;
    case "shown":
      return `Seen by ${listed(detail.people)}, ${channelWords[detail.channel ?? "browser"]}`;
    case "unseen":
      return `Not seen by ${listed(detail.people)} in time, ${channelWords[detail.channel ?? "browser"]}`;
    case "undelivered":
      return `Page to ${listed(detail.people)} by ${channelWords[detail.channel ?? "browser"]} failed`;
  }
}

/** What an entry adds: why, what was raised, said anew or repaired. */
export function entryDetails({ kind, detail }: TimelineEntry): string[] {
  const { silence } = detail;
  return [
    kind === "silenced" && silence && silence.owner !== silence.madeBy ? `${silence.owner} answers for it` : "",
    detail.severity ? `raised to ${severityLooks[detail.severity].word.toLowerCase()}` : "",
    detail.summary ? `said now: ${detail.summary}` : "",
    detail.why ?? "",
    ...(detail.repairs ?? []),
  ].filter((words) => words !== "");
}

export const entryStatus: Record<TimelineEntry["kind"], Status> = {
  triggered: "warning",
  joined: "unknown",
  acknowledged: "done",
  resolved: "ok",
  noted: "info",
  snoozed: "paused",
  silenced: "paused",
  unsilenced: "info",
  assigned: "info",
  called: "info",
  unreachable: "error",
  exhausted: "error",
  escalated: "warning",
  responder: "info",
  paged: "done",
  shown: "ok",
  unseen: "warning",
  undelivered: "error",
};
