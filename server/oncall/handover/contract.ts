/** What one shift leaves to the next. Runs in browsers: no imports from Node. */
import { z } from "zod";
import { rowIdSchema } from "../schedule/contract.ts";

export const noteBound = 4_000;

export const handOverSchema = z.strictObject({
  scheduleId: rowIdSchema,
  note: z
    .string()
    .trim()
    .min(1, "write what whoever comes next has to know")
    .max(noteBound)
    .refine((text) => text.isWellFormed() && !text.includes("\0"), "has characters that cannot be stored"),
});
export const acceptHandOverSchema = z.strictObject({ id: rowIdSchema });

/** How much was open. */
export interface OpenMatters {
  open: number;
  acknowledged: number;
  /** Hotline cases that are not closed. */
  cases: number;
  /** Silences that were on. */
  silences: number;
}

export interface HandOver {
  id: number;
  scheduleId: number;
  schedule: string;
  note: string;
  /** When it was written. */
  matters: OpenMatters;
  written: { at: number; by: string; personId: string };
  /** Who has read it and taken over. */
  accepted: { at: number; by: string } | null;
  /** The asker is on call there and has not read it. */
  awaitsMe: boolean;
}
