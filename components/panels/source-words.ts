import type { Kind } from "../../server/counting/contract.ts";
import type { VoidEffect, Voiding } from "../../server/counting/voiding/contract.ts";
import type { Scope } from "../../server/kernel/actor.ts";
import type { FreshnessState, LastDay, SourceOverview, SourceShare } from "../../server/sources/contract.ts";
import { fullNumber } from "../ui/format-number.ts";
import { dayAndTime, hourAndMinute, type Zone } from "../ui/format-time.ts";
import type { Status } from "../ui/status-glyph.tsx";

/** Shape and word of each state of a source; whoever shows one shows these. */
export const freshnessLooks: Record<FreshnessState, { status: Status; word: string }> = {
  live: { status: "ok", word: "live" },
  delayed: { status: "warning", word: "delayed" },
  stale: { status: "unknown", word: "stale" },
  silent: { status: "unknown", word: "nothing sent yet" },
};

/** A revoked source sends no more, and one of the hotline alone sends no events: neither is missed. */
export function sourceLook(source: SourceOverview): { status: Status; word: string } {
  if (source.revokedAt !== null) return { status: "disconnected", word: "revoked" };
  const [only, ...more] = source.scopes;
  if (source.state === "silent" && more.length === 0) {
    if (only === "hotline") return { status: "unknown", word: "hotline only" };
    if (only === "alerts:read") return { status: "unknown", word: "reads alerts only" };
  }
  return freshnessLooks[source.state];
}

export const scopeWords: Record<Scope, { name: string; hint: string }> = {
  events: { name: "Events", hint: "decisions, reports, appeals, accounts, measurements" },
  statements: { name: "Statements of reasons", hint: "the EU database's own format" },
  hotline: { name: "Hotline cases", hint: "emergencies that a partner authority raises" },
  "alerts:read": { name: "Reading alerts", hint: "it sends nothing; it asks which alerts there are" },
};
export const allScopes: readonly Scope[] = ["events", "statements", "hotline", "alerts:read"];

const kindWords: Record<Kind, string> = {
  decision: "decisions",
  reversal: "reversals",
  user_report: "user reports",
  appeal_opened: "appeals opened",
  appeal_decided: "appeals decided",
  accounts_created: "sign-ups",
  accounts_deleted: "deletions",
};

/** "43 % of decisions" */
export function shareWords({ kind, part }: SourceShare): { figure: string; of: string } {
  return { figure: partWords(part), of: `of ${kindWords[kind]}` };
}

/** A part that is something is never written as nothing, and one that is not all never as all. */
export function partWords(part: number): string {
  const percent = Math.round(part * 100);
  const figure = part > 0 && percent === 0 ? "<1" : part < 1 && percent === 100 ? ">99" : `${percent}`;
  return `${figure}\u00A0%`;
}

/** "3 400 events, 120 of them aggregates, stand for 1 200 000" */
export function standForWords({ events, counted, aggregates }: Pick<LastDay, "events" | "counted" | "aggregates">) {
  const stands = events === 1 ? "stands" : "stand";
  return `${numberOf(events, "event")}${amongThem(events, aggregates)} ${stands} for ${fullNumber(counted)}`;
}

function amongThem(events: number, aggregates: number): string {
  if (aggregates === 0) return "";
  if (events === 1) return ", an aggregate,";
  return `, ${fullNumber(aggregates)} of them ${aggregates === 1 ? "an aggregate" : "aggregates"},`;
}

/** The whole of a source's last 24 hours as a sentence. */
export function lastDayWords(day: LastDay): string {
  const rest = [
    numberOf(day.duplicates, "duplicate"),
    `${fullNumber(day.rejected)} rejected`,
    ...(day.voided > 0 ? [`${numberOf(day.voided, "event")} voided since`] : []),
  ];
  return `${standForWords(day)}. ${rest.join(", ")}.`;
}

/** "Takes back 3 400 events that stand for 1 200 000, from 23 Nov, 14:02 to 14:20 UTC." The times are event times. */
export function effectWords(effect: VoidEffect, zone: Zone): string {
  const { events, counted, firstEvent, lastEvent } = effect;
  if (effect.batches === 0 && events === 0) {
    return "Takes back nothing: no event is left here, or all were voided before.";
  }
  if (events === 0)
    return `Takes back no counts; measurements of ${numberOf(effect.batches, "request")} are set aside.`;
  const what = `${numberOf(events, "event")} that ${events === 1 ? "stands" : "stand"} for ${fullNumber(counted)}`;
  if (firstEvent === null || lastEvent === null) return `Takes back ${what}, of days of which only counts are kept.`;
  return `Takes back ${what}, ${interval(firstEvent, lastEvent, zone)}.`;
}

/** What a voiding was of: one request, one key, an interval, or all. */
export function voidScopeWords({ keyId, batchId, from, to }: Voiding, zone: Zone): string {
  if (batchId !== null) return `request ${batchId.slice(0, 8)}`;
  const whose = keyId === null ? "" : `key ${keyId.slice(0, 8)}`;
  const parts = [
    ...(from === null ? [] : [`from ${dayAndTime(from, zone)}`]),
    ...(to === null ? [] : [`to ${dayAndTime(to, zone)}`]),
  ];
  const when = parts.length > 0 ? `received ${parts.join(" ")} ${zone.label}` : "";
  return [whose, when].filter((part) => part !== "").join(", ") || "the whole source";
}

function interval(from: number, to: number, zone: Zone): string {
  const [first, last] = [dayAndTime(from, zone), dayAndTime(to, zone)];
  if (first === last) return `of ${first} ${zone.label}`;
  const sameDay = first.split(",")[0] === last.split(",")[0];
  return `from ${first} to ${sameDay ? hourAndMinute(to, zone) : last} ${zone.label}`;
}

/**
 * The order in which rows stand while a hand is on them: those that were there stay where they were, gone ones leave,
 * new ones come last. Without a hand, the fresh order.
 */
export function heldOrder<T extends { id: number | string }>(
  fresh: readonly T[],
  held: readonly T["id"][] | null,
): T[] {
  if (held === null) return [...fresh];
  const byId = new Map(fresh.map((one) => [one.id, one]));
  return [...held.flatMap((id) => byId.get(id) ?? []), ...fresh.filter(({ id }) => !held.includes(id))];
}

function numberOf(count: number, noun: string): string {
  return `${fullNumber(count)} ${plural(count, noun)}`;
}

function plural(count: number, noun: string): string {
  return count === 1 ? noun : `${noun}s`;
}
