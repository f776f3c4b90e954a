/** What is written beside the figures, and what marks itself. Runs in browsers: no imports from Node. */
import type { Filter } from "../counting/series/contract.ts";
import type { Voiding } from "../counting/voiding/contract.ts";

export { type Drawn, meets } from "./rules.ts";

/** A change of rules, a new version of something, an order of an authority, a failure, a wave of abuse, counts restated. */
export const annotationKinds = ["policy", "release", "order", "outage", "campaign", "restatement"] as const;
export type AnnotationKind = (typeof annotationKinds)[number];

/** The newest of a window are answered, so many of those that people wrote. */
export const annotationsAtMost = 500;

interface Marked {
  kind: AnnotationKind;
  /** Epoch ms; `to` null: of one instant. */
  from: number;
  to: number | null;
  filter: Filter;
}

/** Written by a person. */
export interface WrittenAnnotation extends Marked {
  origin: "person";
  id: number;
  text: string;
  link: string | null;
  /** Null: the person is no longer known here. */
  authorId: string | null;
  author: string;
  changedBy: string;
  changedAt: number;
  version: number;
}

/** Counts that were taken back, by the time of their events. */
export interface VoidingAnnotation extends Marked {
  origin: "voiding";
  voiding: Voiding;
}

/** Nothing of this time came from a source; `ongoing`: nothing has come since. */
export interface OutageAnnotation extends Marked {
  origin: "source";
  sourceId: number;
  sourceName: string;
  ongoing: boolean;
}

/** The server itself was started with another version than before. */
export interface VersionAnnotation extends Marked {
  origin: "version";
  version: string;
}

export type Annotation = WrittenAnnotation | VoidingAnnotation | OutageAnnotation | VersionAnnotation;
