import type { Database } from "../database/database.ts";
import type { Actor } from "../kernel/actor.ts";
import type { Clock } from "../kernel/clock.ts";
import { changeAnnotation } from "./change-annotation.ts";
import type { Annotation, WrittenAnnotation } from "./contract.ts";
import { createAnnotation } from "./create-annotation.ts";
import { deleteAnnotation } from "./delete-annotation.ts";
import { readAnnotations, type SelfMarking } from "./read-annotations.ts";
import { recordVersion } from "./record-version.ts";

/** What is to be said of a time beside its figures: written by people, or marking itself. Inputs are untrusted. */
export interface Annotations {
  createAnnotation(actor: Actor, input: unknown): Promise<WrittenAnnotation>;
  changeAnnotation(actor: Actor, input: unknown): Promise<WrittenAnnotation>;
  deleteAnnotation(actor: Actor, input: unknown): Promise<{ id: number }>;
  readAnnotations(actor: Actor, input: unknown): Promise<Annotation[]>;
  /** To be told at each start of the server. */
  recordVersion(version: string): Promise<void>;
}

export function createAnnotations(context: { database: Database; clock: Clock } & SelfMarking): Annotations {
  return {
    createAnnotation: (actor, input) => createAnnotation(context, actor, input),
    changeAnnotation: (actor, input) => changeAnnotation(context, actor, input),
    deleteAnnotation: (actor, input) => deleteAnnotation(context, actor, input),
    readAnnotations: (actor, input) => readAnnotations(context, actor, input),
    recordVersion: (version) => recordVersion(context, version),
  };
}
