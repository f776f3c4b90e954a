import path from "node:path";
import { fileURLToPath } from "node:url";

/** The clone. */
export const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/** One line for the person at the terminal; on stderr, because stdout belongs to what is run. */
export function say(sentence) {
  console.error(`[watchfloor] ${sentence}`);
}

/** Says why in one sentence and ends. */
export function refuse(sentence) {
  say(sentence);
  process.exit(1);
}
