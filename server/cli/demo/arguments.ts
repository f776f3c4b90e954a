import { parseArgs } from "node:util";
import { type EpisodeName, episodeNames, episodes } from "./episodes.ts";
import { takedownsAMinute } from "./platform.ts";

export interface DemoArguments {
  seed: number;
  /** Times the usual rate. */
  times: number;
  episode: { name: EpisodeName; minutes: number } | null;
}

const list = () => {
  const longest = Math.max(...episodeNames.map((name) => name.length));
  return episodeNames.map((name) => {
    const { hours, words } = episodes[name];
    return `  ${name.padEnd(longest)}  ${words} (${hours} h)`;
  });
};

export const usage = () =>
  [
    "Usage: npm run demo -- [--rate N] [--seed N] [--episode NAME [--minutes N]]",
    `  --rate N      N times the usual rate (${takedownsAMinute} takedowns a minute), 0.1 to 50; the clock is never multiplied`,
    "  --seed N      another platform: other numbers, the same each time",
    "  --episode N   plays one of these live, compressed into --minutes (4)",
    ...list(),
  ].join("\n");

/** @throws Error with a sentence that says what may stand there; null when the help is asked for */
export function readArguments(given: readonly string[]): DemoArguments | null {
  const text = { type: "string" } as const;
  const { values } = parseArgs({
    args: [...given],
    options: { seed: text, rate: text, episode: text, minutes: text, help: { type: "boolean" } },
  });
  if (values.help) return null;
  const name = values.episode === undefined ? undefined : episodeNames.find((one) => one === values.episode);
  if (values.episode !== undefined && name === undefined) {
    throw new Error(`There is no episode "${values.episode}". There are:\n${list().join("\n")}`);
  }
  if (values.minutes !== undefined && name === undefined) {
    throw new Error("--minutes says how long an --episode is played: name one.");
  }
  const minutes = number("minutes", values.minutes ?? "4", 0.2, 240);
  return {
    seed: wholeNumber("seed", values.seed ?? "1", 0, 4_294_967_295),
    times: number("rate", values.rate ?? "1", 0.1, 50),
    episode: name === undefined ? null : { name, minutes },
  };
}

function number(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && value >= least && value <= most) return value;
  throw new Error(`--${name} takes a number from ${least} to ${most}, not "${text}".`);
}

function wholeNumber(name: string, text: string, least: number, most: number): number {
  if (/^\d+$/.test(text)) return number(name, text, least, most);
  throw new Error(`--${name} takes a whole number from ${least} to ${most}, not "${text}".`);
}
