import { type Threat, threats, type Urgency, urgencies } from "../../hotline/contract.ts";
import { randomOf } from "./random.ts";

/** The body that an authority's system posts. */
export interface DemoCase {
  reference: string;
  urgency: Urgency;
  threat: Threat;
}

const oneOf = <T>(choices: readonly [T, ...T[]], at: number): T =>
  choices[Math.floor(at * choices.length)] ?? choices[0];
const chanceAMinute = 0.25;

/** The case of one minute, given as whole minutes since 1970; null in three minutes of four, unless there must be one. */
export function caseOfMinute(seed: number, minute: number, always = false): DemoCase | null {
  const random = randomOf(seed, minute, 3);
  if (random() >= chanceAMinute && !always) return null;
  const urgency = random() < 0.2 ? "threat_to_life" : oneOf(urgencies, random());
  return { reference: `DEMO-${minute}`, urgency, threat: oneOf(threats, random()) };
}
