import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { z } from "zod";
import { demoKeyNames } from "./demo-keys.ts";

const seconds = z.int().min(0);

/** Simulated people, who stay over starts. */
export const staffNames = ["mara", "tomas", "jonas", "aiko", "ravi"] as const;
export type StaffName = (typeof staffNames)[number];
const memberSchema = z.object({ id: z.string(), name: z.string(), email: z.string(), password: z.string() });
export type Member = z.infer<typeof memberSchema>;

/** Numbers of what they are called by, and the key of the monitor that reports alerts. */
const teamSchema = z.object({
  europe: z.int(),
  asia: z.int(),
  policy: z.int(),
  integration: z.int(),
  key: z.string(),
});
export type DemoTeam = z.infer<typeof teamSchema>;

const stateSchema = z.object({
  starts: z.int().min(0),
  keys: z.partialRecord(z.enum(demoKeyNames), z.string()),
  /** Numbers of their sources. */
  ids: z.partialRecord(z.enum(demoKeyNames), z.int()).default({}),
  staff: z.partialRecord(z.enum(staffNames), memberSchema).default({}),
  /** Null: not assembled yet. */
  team: teamSchema.nullable().default(null),
  /** The first start (epoch seconds, a whole minute): the standing episodes are counted back from it. */
  anchor: seconds.nullable().default(null),
  seed: z.int().min(0).default(1),
  /** Stretches before a start that are not told whole yet, epoch seconds: a later start tells them again. */
  fills: z.array(z.object({ from: seconds, to: seconds })).default([]),
  /** Everything before this second is told, or left out for good: nothing before it is told a second time. */
  toldUntil: seconds.default(0),
  /** The days before the first stretch, and it, are told whole. */
  history: z.boolean().default(false),
});
export type DemoRecord = z.infer<typeof stateSchema>;

/** What the demo remembers in its data folder, mode 0600; written whole or not at all. */
export function openStateFile(file: string) {
  const first: DemoRecord = stateSchema.parse({ starts: 0, keys: {} });
  const state = existsSync(file) ? stateSchema.parse(JSON.parse(readFileSync(file, "utf8"))) : first;
  return {
    state: state as Readonly<DemoRecord>,
    write(change: Partial<DemoRecord>): void {
      Object.assign(state, change);
      writeFileSync(`${file}.new`, JSON.stringify(state), { mode: 0o600 });
      renameSync(`${file}.new`, file);
    },
  };
}
export type StateFile = ReturnType<typeof openStateFile>;
