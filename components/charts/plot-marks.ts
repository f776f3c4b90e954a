import {
  type Annotation,
  type AnnotationKind,
  type Drawn,
  meets,
  type WrittenAnnotation,
} from "../../server/annotations/contract.ts";
import type { Voiding } from "../../server/counting/voiding/contract.ts";
import { fullNumber } from "../ui/format-number.ts";
import { shortInstant, type Zone } from "../ui/format-time.ts";
import type { PlotSpan } from "./bucket-series.ts";

/** Something that is to be said of a time: written by a person, or marking itself. Times in epoch ms. */
export interface PlotMark {
  id: string;
  kind: AnnotationKind;
  /** Where its line and its flag stand. */
  at: number;
  /** The points that it is said of, whole buckets, the end not included. */
  from: number;
  to: number;
  /** It lasts: those points are hatched. */
  region: boolean;
  /** As short as a flag has it: "voided". */
  label: string;
  /** "Voided: sent twice. Moderation tool, by Ada Admin, 14:32 UTC" */
  words: string;
  /** A page of this product. */
  link: string | null;
  /** What a person wrote, for those who may change it. */
  written: WrittenAnnotation | null;
}

export const kindWords: Record<AnnotationKind, string> = {
  policy: "Policy",
  release: "Release",
  order: "Order",
  outage: "Outage",
  campaign: "Campaign",
  restatement: "Restatement",
};

/** Closer together two flags share one. */
const flagPixels = 80;
/** A sentence that is read aloud names so many. */
const spokenAtMost = 5;

/** What of a chart's window is to be said on it: what meets one of the measures that it draws, by its beginning. */
export function plotMarks(
  annotations: readonly Annotation[],
  charts: readonly Drawn[],
  span: PlotSpan,
  zone: Zone,
): PlotMark[] {
  const pointOf = (time: number) => span.from + Math.floor((time - span.from) / span.step) * span.step;
  const marks = annotations.flatMap((annotation): PlotMark[] => {
    const { from, to: end } = annotation;
    if (!charts.some((chart) => meets(annotation.filter, chart))) return [];
    const region = end !== null || isOngoing(annotation);
    // An interval holds the time before its end; an instant holds itself.
    const last = !region ? from : end === null ? span.to - 1 : end - 1;
    if (last < span.from || from >= span.to) return [];
    const first = Math.max(span.from, pointOf(from));
    return [
      {
        id: idOf(annotation),
        kind: annotation.kind,
        at: region ? first : from,
        from: first,
        to: Math.min(span.to, pointOf(last) + span.step),
        region,
        ...said(annotation, span.to, zone),
        link: annotation.origin === "person" ? annotation.link : null,
        written: annotation.origin === "person" ? annotation : null,
      },
    ];
  });
  return marks.sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
}

function isOngoing(annotation: Annotation): boolean {
  return annotation.origin === "source" && annotation.ongoing;
}

function idOf(annotation: Annotation): string {
  switch (annotation.origin) {
    case "person":
      return `person-${annotation.id}`;
    case "voiding":
      return `voiding-${annotation.voiding.id}`;
    case "source":
      return `source-${annotation.sourceId}-${annotation.from}`;
    case "version":
      return `version-${annotation.version}`;
  }
}

/** What flag, tooltip, table and sentence say. */
function said(annotation: Annotation, now: number, zone: Zone): { label: string; words: string } {
  const { kind, from, to } = annotation;
  const word = kindWords[kind];
  const time = (instant: number) => shortInstant(instant, now, zone);
  const when = to === null ? `${time(from)} ${zone.label}` : `${time(from)} to ${time(to)} ${zone.label}`;
  switch (annotation.origin) {
    case "person":
      return {
        label: annotation.text,
        words: `${word}: ${withoutStop(annotation.text)}. ${when}, by ${annotation.author}`,
      };
    case "voiding":
      return { label: "voided", words: voidedWords(annotation.voiding, now, zone) };
    case "source": {
      const { sourceName, ongoing } = annotation;
      const words = ongoing ? `since ${when}` : `from ${when}`;
      return { label: `silent: ${sourceName}`, words: `${word}: nothing came from ${sourceName}, ${words}` };
    }
    case "version":
      return {
        label: `Watchfloor ${annotation.version}`,
        words: `${word}: Watchfloor ${annotation.version} was started, ${when}`,
      };
  }
}

const withoutStop = (text: string) => text.replace(/[.\s]+$/, "");

/** What was done, why, to whose events, by whom and when. */
function voidedWords(voiding: Voiding, now: number, zone: Zone): string {
  const { reason, sourceName, voidedBy, voidedAt, counted } = voiding;
  const when = `${shortInstant(voidedAt, now, zone)} ${zone.label}`;
  return `Voided: ${withoutStop(reason)}. ${sourceName}, ${fullNumber(counted)} of all kinds taken back by ${voidedBy}, ${when}`;
}

/** The marks that cover a bucket. */
export function marksAt(marks: readonly PlotMark[], bucket: number): PlotMark[] {
  return marks.filter(({ from, to }) => from <= bucket && bucket < to);
}

/** What a table says of a bucket; undefined where there is nothing to say. */
export function noteAt(marks: readonly PlotMark[], bucket: number): string | undefined {
  const found = marksAt(marks, bucket);
  return found.length === 0 ? undefined : found.map(({ words }) => words).join("; ");
}

/** One flag for marks that lie too close together to be told apart. */
export interface PlotFlag {
  at: number;
  kind: AnnotationKind;
  /** What the first of them says. */
  label: string;
  /** How many more there are. */
  more: number;
}

/** Flags of marks that are sorted, at least 80 pixels apart in a plot so many pixels wide. */
export function plotFlags(marks: readonly PlotMark[], span: PlotSpan, plotWidth: number): PlotFlag[] {
  const least = (flagPixels * (span.to - span.from)) / Math.max(1, plotWidth);
  const flags: PlotFlag[] = [];
  for (const { at, kind, label } of marks) {
    const last = flags.at(-1);
    if (last && at - last.at < least) last.more += 1;
    else flags.push({ at, kind, label, more: 0 });
  }
  return flags;
}

/** The marks for those who do not see them, the newest; nothing when there are none. */
export function marksSentence(marks: readonly PlotMark[]): string {
  const hidden = marks.length - spokenAtMost;
  const spoken = marks.slice(-spokenAtMost).map(({ words }) => ` ${words}.`);
  return `${spoken.join("")}${hidden > 0 ? ` ${hidden} earlier ${hidden === 1 ? "mark stands" : "marks stand"} in the table.` : ""}`;
}
