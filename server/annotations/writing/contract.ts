/** What may be written and asked for: apart from what charts need of annotations, so that pages load less at first. */
import { z } from "zod";
import { filterSchema } from "../../counting/series/contract.ts";
import { annotationKinds } from "../contract.ts";

export const longestText = 200;

// Directions of writing that a reader does not see could make a text say something else.
const hiddenMarks = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;
const text = z
  .string()
  .trim()
  .min(1, "say what happened")
  .max(longestText, `at most ${longestText} characters`)
  .refine((written) => !hiddenMarks.test(written), "one line of plain text")
  .refine((written) => !/https?:\/\/|www\./i.test(written), "no links; one within the product has its own field");

/** An address of this product as its pages write it; never another host's. */
const link = z
  .string()
  .max(500)
  .regex(
    /^\/(explore|growth|sources)?(\?[\w.~%=&+,:-]*)?$/,
    "an address of Now, Explore, Growth or Sources: /explore?…",
  );

const time = z
  .int()
  .min(Date.UTC(2000, 0, 1), "not before the year 2000")
  .max(8_000_000_000_000);
const written = {
  kind: z.enum(annotationKinds),
  text,
  /** Epoch ms. Without `to` it is of one instant. */
  from: time,
  to: time.nullable(),
  link: link.nullable(),
  /** Drawn on charts that can hold events of these values; the empty filter: on all. */
  filter: filterSchema,
};
const inOrder = ({ from, to }: { from: number; to: number | null }) => to === null || from < to;
const order = { path: ["to"], message: "must lie after the beginning" };

export const createAnnotationSchema = z.strictObject(written).refine(inOrder, order);
export type CreateAnnotation = z.input<typeof createAnnotationSchema>;

const id = z.int().min(1).max(2_147_483_647);
/** `version` is the one that was read: what somebody else changed since is not overwritten. */
const known = { id, version: z.int().min(1).max(2_147_483_647) };
export const changeAnnotationSchema = z.strictObject({ ...known, ...written }).refine(inOrder, order);
export const deleteAnnotationSchema = z.strictObject(known);

/** Epoch ms; `to` is not part of it. */
export const readAnnotationsSchema = z
  .strictObject({ from: z.int().min(0).max(8_000_000_000_000), to: z.int().min(0).max(8_000_000_000_000) })
  .refine(({ from, to }) => from < to, { path: ["to"], message: "must lie after from" });
