import type { Voiding } from "../../server/counting/voiding/contract.ts";
import { fullNumber } from "../ui/format-number.ts";
import { shortInstant, type Zone } from "../ui/format-time.ts";
import type { PlotSpan } from "./bucket-series.ts";

/** Where a voiding took counts back from what is drawn: whole buckets, epoch ms, the end not included. */
export interface VoidMark {
  id: number;
  from: number;
  to: number;
  /** "Voided: sent twice. Moderation tool, by Ada Admin, 14:32 UTC" */
  words: string;
}

/** Shorter than this a flag's text would run into the next one's. */
const flagPixels = 80;

/** The marks that touch a span, by their start. What was voided of sealed days alone has no place on a live chart. */
export function voidMarks(voidings: readonly Voiding[], span: PlotSpan, zone: Zone): VoidMark[] {
  const marks = voidings.flatMap((voiding) => {
    const { firstEvent, lastEvent } = voiding;
    if (firstEvent === null || lastEvent === null || lastEvent < span.from || firstEvent >= span.to) return [];
    const pointOf = (time: number) => span.from + Math.floor((time - span.from) / span.step) * span.step;
    const from = Math.max(span.from, pointOf(firstEvent));
    const to = Math.min(span.to, pointOf(lastEvent) + span.step);
    return [{ id: voiding.id, from, to, words: voidedWords(voiding, span.to, zone) }];
  });
  return marks.sort((a, b) => a.from - b.from || a.id - b.id);
}

/** What was done, why, to whose events, by whom and when: what tooltip, table and sentence say of a mark. */
function voidedWords(voiding: Voiding, now: number, zone: Zone): string {
  const { reason, sourceName, voidedBy, voidedAt, counted } = voiding;
  const when = `${shortInstant(voidedAt, now, zone)} ${zone.label}`;
  return `Voided: ${reason.replace(/[.\s]+$/, "")}. ${sourceName}, ${fullNumber(counted)} of all kinds taken back by ${voidedBy}, ${when}`;
}

/** The marks that cover a bucket. */
export function marksAt(marks: readonly VoidMark[], bucket: number): VoidMark[] {
  return marks.filter(({ from, to }) => from <= bucket && bucket < to);
}

/** What a table says of a bucket; undefined where nothing was voided. */
export function noteAt(marks: readonly VoidMark[], bucket: number): string | undefined {
  const found = marksAt(marks, bucket);
  return found.length === 0 ? undefined : found.map(({ words }) => words).join("; ");
}

/** One flag for marks whose flags would cover each other, at the first of them. */
export interface VoidFlag {
  at: number;
  marks: number;
}

export function voidFlags(marks: readonly VoidMark[], span: PlotSpan, plotWidth: number): VoidFlag[] {
  const least = (flagPixels * (span.to - span.from)) / Math.max(1, plotWidth);
  const flags: VoidFlag[] = [];
  for (const { from } of marks) {
    const last = flags.at(-1);
    if (last && from - last.at < least) last.marks += 1;
    else flags.push({ at: from, marks: 1 });
  }
  return flags;
}

/** The marks for those who do not see them; nothing when there are none. */
export function voidSentence(marks: readonly VoidMark[]): string {
  return marks.map(({ words }) => ` ${words}.`).join("");
}
