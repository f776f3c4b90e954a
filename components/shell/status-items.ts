import type { WaitingAlerts } from "../../server/alerts/contract.ts";
import type { HotlineCase } from "../../server/hotline/contract.ts";
import type { SourceFreshness } from "../../server/sources/contract.ts";
import { severityLooks } from "../panels/alert-words.ts";
import { inQueueOrder, isOpen, threatNames } from "../panels/hotline-words.ts";
import { inTrouble } from "../panels/missing-shares.ts";
import type { Unusual } from "../panels/use-unusual.ts";
import { countdown, duration } from "../ui/format-duration.ts";
import type { Status } from "../ui/status-glyph.tsx";

/** One part of the sentence in the status line. */
export interface StatusItem {
  key: string;
  status: Status;
  words: string;
  detail: string;
  /** Where it leads: a page, or a part of Now. */
  href: string;
}

/** What waits for a person, most severe first: overdue and open cases, late sources; then what is unusual. */
export function statusItems(
  cases: Iterable<HotlineCase>,
  known: { sources: readonly SourceFreshness[]; asOf: number } | null,
  unusual: readonly Unusual[],
  now: number,
): StatusItem[] {
  const open = inQueueOrder(cases).filter(isOpen);
  const overdue = open.filter((one) => countdown(one.acknowledgement.dueAt, now).overdue);
  const waiting = open.filter((one) => !overdue.includes(one));
  const troubled = inTrouble(known?.sources ?? []);
  const of = (state: SourceFreshness["state"]) => troubled.filter((source) => source.state === state);
  return [
    caseItem("overdue", "critical", overdue, now),
    caseItem("open", "warning", waiting, now),
    sourceItem("stale", "unknown", of("stale"), known?.asOf ?? now),
    sourceItem("delayed", "warning", of("delayed"), known?.asOf ?? now),
    ...unusualItems(unusual),
  ].flat();
}

function caseItem(word: string, status: Status, cases: readonly HotlineCase[], now: number): StatusItem[] {
  const first = cases[0];
  if (!first) return [];
  const { text } = countdown(first.acknowledgement.dueAt, now);
  return [
    {
      key: `cases-${word}`,
      status,
      words: `${cases.length} hotline ${plural(cases.length, "case")} ${word}`,
      detail: `${threatNames[first.threat]}, ${first.number}, ${word === "overdue" ? `by ${text}` : `${text} left`}`,
      href: "/#hotline",
    },
  ];
}

function sourceItem(word: string, status: Status, sources: readonly SourceFreshness[], asOf: number): StatusItem[] {
  const first = sources[0];
  if (!first || first.newestEvent === null) return [];
  return [
    {
      key: `sources-${word}`,
      status,
      words: `${sources.length} ${plural(sources.length, "source")} ${word}`,
      detail: `${first.name}, ${duration(asOf - first.newestEvent)}`,
      href: "/sources",
    },
  ];
}

/** A silence that is on: what it holds pages nobody. */
export function silenceItems(waiting: WaitingAlerts | null, now: number): StatusItem[] {
  if (!waiting?.silences) return [];
  const { on, until, owner } = waiting.silences;
  return [
    {
      key: "silences-on",
      status: "paused",
      words: `${on} ${plural(on, "silence")} on`,
      detail: `${on === 1 ? "ends" : "the first ends"} in ${duration(until - now)}, ${owner} answers for it`,
      href: "/alerts/silences",
    },
  ];
}

/**
 * The one sentence, most severe first: what is critical of people, of machines, then what warns of people, of machines,
 * then the rest as it came.
 */
export function inStatusOrder(others: readonly StatusItem[], alerts: readonly StatusItem[]): StatusItem[] {
  const isCase = ({ key }: StatusItem) => key.startsWith("cases-");
  const weight = (item: StatusItem) => {
    const urgent = isCase(item) || alerts.includes(item);
    if (item.status === "critical") return 0;
    return urgent && item.status !== "info" ? 1 : 2;
  };
  // Emergencies of authorities come before what machines report, where both are as severe.
  const all = [...others.filter(isCase), ...alerts, ...others.filter((one) => !isCase(one))];
  return all.sort((a, b) => weight(a) - weight(b));
}

/** Open alerts, by the worst of them. */
export function alertItems(waiting: WaitingAlerts | null): StatusItem[] {
  if (!waiting?.worst) return [];
  const { open, worst } = waiting;
  return [
    {
      key: "alerts-open",
      status: severityLooks[worst.severity].status,
      words: `${open} ${plural(open, "alert")} open`,
      detail: `${worst.number}, ${worst.summary}`,
      href: "/alerts",
    },
  ];
}

const unusualShown = 2;

function unusualItems(unusual: readonly Unusual[]): StatusItem[] {
  const items = unusual.slice(0, unusualShown).map(({ id, name, ratio, day, href }) => ({
    key: `unusual-${id}`,
    status: "info" as const,
    words: `${name} ${ratioWords(ratio)}`,
    detail: `${ratio === null ? "none on" : "vs"} ${day}, last 10 min`,
    href,
  }));
  const more = unusual.length - items.length;
  if (more <= 0) return items;
  const rest = {
    key: "unusual-more",
    status: "info" as const,
    words: `${more} more unusual`,
    detail: "",
    href: "/#multiples",
  };
  return [...items, rest];
}

function ratioWords(ratio: number | null): string {
  if (ratio === null) return "began";
  if (ratio === 0) return "stopped";
  return `${ratio >= 10 ? Math.round(ratio) : Math.round(ratio * 10) / 10}\u00D7`;
}

function plural(count: number, noun: string): string {
  return count === 1 ? noun : `${noun}s`;
}
