import { createHash } from "node:crypto";
import type { Database } from "../../database/database.ts";
import { retrying } from "../../database/transaction.ts";
import type { Clock } from "../../kernel/clock.ts";
import { Refusal } from "../../kernel/refusal.ts";
import { addGuess, deleteEndedGuesses, takeGuessBack } from "./store.ts";

const minute = 60_000;
/** How many wrong guesses a window takes. Whoever guesses at links guesses at 256 bits: that limit spares the processor. */
const limits = {
  account: { most: 10, windowMs: 15 * minute },
  "own password": { most: 5, windowMs: 15 * minute },
  "link address": { most: 30, windowMs: 10 * minute },
} as const;

/** A guess that counts as wrong until it is taken back, so that many at the same moment are no more than the limit. */
export interface Guess {
  /** It was right, or no guess at all. */
  takeBack(): Promise<void>;
}

/**
 * Counts a guess at an account or from an address, over all servers of the database. What is guessed at is kept as a
 * hash only, known or not. @throws Refusal `too_many` with the seconds after which guessing goes on.
 */
export async function countGuess(
  context: { database: Database; clock: Clock },
  kind: keyof typeof limits,
  at: string,
): Promise<Guess> {
  const { query } = context.database;
  const { most, windowMs } = limits[kind];
  const key = createHash("sha256").update(`${kind}\n${at}`).digest();
  const now = context.clock.now();
  const { count, windowEnds } = await retrying(() => addGuess(query, key, { at: now, windowMs }));
  if (count === 1) await retrying(() => deleteEndedGuesses(query, now));
  if (count > most) {
    const seconds = Math.max(1, Math.ceil((windowEnds - now) / 1_000));
    throw new Refusal("too_many", `Too many tries. Wait ${seconds} seconds, then try again.`, undefined, seconds);
  }
  return { takeBack: () => retrying(() => takeGuessBack(query, key)) };
}
