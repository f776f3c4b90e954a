/** Overrides: a person for an interval, whatever the rotations say. Runs in browsers: no imports from Node. */
import { z } from "zod";
import { idSchema } from "../../identity/contract.ts";
import { instantSchema, rowIdSchema, type Stretch } from "../schedule/contract.ts";

const longestOverrideDays = 92;
export const overrideAheadDays = 366;

const stretch = {
  personId: idSchema,
  /** Epoch ms; a beginning that is past becomes now. */
  from: instantSchema,
  to: instantSchema,
  /** Says that a person other than the asker has agreed. */
  agreed: z.boolean(),
};
const ordered = <T extends z.ZodType<Stretch>>(schema: T) =>
  schema
    .refine(({ from, to }) => from < to, { message: "must be after its start", path: ["to"] })
    .refine(({ from, to }) => to - from <= longestOverrideDays * 86_400_000, {
      message: `at most ${longestOverrideDays} days`,
      path: ["to"],
    });

export const createOverrideSchema = ordered(z.strictObject({ scheduleId: rowIdSchema, ...stretch }));
/** `version` is the one that was read. */
export const changeOverrideSchema = ordered(z.strictObject({ id: rowIdSchema, version: rowIdSchema, ...stretch }));
export const deleteOverrideSchema = z.strictObject({ id: rowIdSchema, version: rowIdSchema });
/** With `id`: as a change of that override. */
export const checkOverrideSchema = ordered(
  z.strictObject({ id: rowIdSchema.optional(), scheduleId: rowIdSchema, ...stretch }),
);

export interface Override extends Stretch {
  id: number;
  scheduleId: number;
  personId: string;
  /** False: by an administrator, or for the person's own self. */
  agreed: boolean;
  createdById: string;
  createdBy: string;
  changedAt: number;
  changedBy: string;
  version: number;
}
export interface ListedOverride extends Override {
  person: string;
  /** The asker may change or delete it. */
  mayChange: boolean;
}
