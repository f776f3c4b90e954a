/** Escalation policies: who is called, in which order, after which delays. Runs in browsers: no imports from Node. */
import { z } from "zod";
import { idSchema } from "../../identity/contract.ts";
import { oncallNameSchema, rowIdSchema, type Stretch } from "../schedule/contract.ts";

const targetSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("person"), personId: idSchema }),
  z.strictObject({ kind: z.literal("schedule"), scheduleId: rowIdSchema }),
]);
export type Target = z.infer<typeof targetSchema>;
const keyOf = (target: Target) => (target.kind === "person" ? target.personId : target.scheduleId);

const levelSchema = z.strictObject({
  /** So long the level has to acknowledge before the next is called, or the first again. */
  delayMinutes: z.int().min(1, "at least a minute").max(1440, "at most a day"),
  targets: z
    .array(targetSchema)
    .min(1, "choose a person or a schedule")
    .max(20)
    .refine((targets) => new Set(targets.map(keyOf)).size === targets.length, "each once"),
});
export type Level = z.infer<typeof levelSchema>;

const definition = {
  name: oncallNameSchema,
  levels: z.array(levelSchema).min(1, "add a level").max(10),
  /** How often all levels are gone through again after the last. */
  repeats: z.int().min(0).max(9),
};
export const policyDefinitionSchema = z.strictObject(definition);
export type PolicyDefinition = z.infer<typeof policyDefinitionSchema>;
/** `version` is the one that was read. */
export const changePolicySchema = z.strictObject({ id: rowIdSchema, version: rowIdSchema, ...definition });
/** With `id`: as a change of that policy. */
export const checkPolicySchema = z.strictObject({ id: rowIdSchema.optional(), ...definition });
export const deletePolicySchema = z.strictObject({ id: rowIdSchema, version: rowIdSchema });

export interface Policy extends PolicyDefinition {
  id: number;
  version: number;
  changedAt: number;
  changedBy: string;
}

/**
 * A policy as an escalation keeps it from its start, so that no edit breaks what is under way. Schedules stand by their
 * number: who is on call is asked when a level is reached.
 */
export const policySnapshotSchema = z.strictObject({
  policyId: rowIdSchema,
  version: rowIdSchema,
  takenAt: z.int(),
  ...definition,
});
export type PolicySnapshot = z.infer<typeof policySnapshotSchema>;

/** Somebody whom a level reaches, and by which of its targets. */
export interface Responder {
  personId: string;
  person: string;
  by: Target;
}

/** Whom a level reaches in the next 14 days. */
export interface LevelReach {
  /** Stretches in which it reaches nobody: escalation goes to the next level at once. */
  unreached: Stretch[];
  /** It reaches nobody in all of these days. */
  reachesNobody: boolean;
}
export interface PolicyOnBoard extends Policy {
  /** One a level. */
  reach: LevelReach[];
  /** The people whom it names itself; null: deleted. */
  people: { id: string; name: string | null }[];
}
export interface PolicyPreview {
  reach: LevelReach[];
  /** Why it would not be saved; null: it would. */
  refusal: string | null;
}
