import type { AnnotationKind } from "../../server/annotations/contract.ts";
import type { CreateAnnotation } from "../../server/annotations/writing/contract.ts";
import type { Filter } from "../../server/counting/series/contract.ts";
import type { Draft } from "./annotation-desk.tsx";
import { fieldOf, instantOf } from "./utc-field.ts";

/** What the form of an annotation holds; times as `datetime-local` fields write them, in UTC. */
export interface AnnotationFields {
  kind: AnnotationKind;
  text: string;
  from: string;
  /** Empty: of one moment. */
  to: string;
  link: string;
  filter: Filter;
}

export function fieldsOf(draft: Draft): AnnotationFields {
  if (!("known" in draft)) {
    return { kind: "campaign", text: "", from: fieldOf(draft.at), to: "", link: "", filter: draft.filter };
  }
  const { kind, text, from, to, link, filter } = draft.known;
  return { kind, text, from: fieldOf(from), to: to === null ? "" : fieldOf(to), link: link ?? "", filter };
}

/** What is sent, or the sentence of what is missing. `origin`: of this product, whose own addresses are cut short. */
export function annotationOf(
  fields: AnnotationFields,
  origin: string,
): { annotation: CreateAnnotation } | { problem: string } {
  const { kind, filter } = fields;
  const [text, link] = [fields.text.trim(), fields.link.trim()];
  const from = instantOf(fields.from);
  const to = fields.to === "" ? null : instantOf(fields.to);
  if (text === "") return { problem: "Say what happened." };
  if (from === null || (fields.to !== "" && to === null))
    return { problem: "Give the time as a date and a time of day." };
  if (to !== null && to <= from) return { problem: "The end must lie after the beginning." };
  const own = link.startsWith(`${origin}/`) ? link.slice(origin.length) : link;
  return { annotation: { kind, text, from, to, link: own === "" ? null : own, filter } };
}
