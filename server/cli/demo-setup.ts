import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import type { Config } from "../config.ts";
import type { Database } from "../database/database.ts";
import { createPeople } from "../identity/identity.ts";
import type { Scope } from "../kernel/actor.ts";
import { systemClock } from "../kernel/clock.ts";
import { isRefusal } from "../kernel/refusal.ts";
import type { Role } from "../kernel/roles.ts";
import { createSources } from "../sources/sources.ts";
import type { DemoKeys } from "./demo-feeder.ts";
import { openInstalledDatabase } from "./open-database.ts";

/** Somebody to sign in as, on this start's terminal only. */
export interface DemoPerson {
  email: string;
  password: string;
  roles: readonly Role[];
}

const stateSchema = z.object({
  starts: z.number().int(),
  keys: z.object({
    classifier: z.string(),
    "moderation-tool": z.string(),
    "sign-up-service": z.string(),
    authority: z.string(),
  }),
});
type State = z.infer<typeof stateSchema>;

const operator = { kind: "operator" } as const;
const sourceNames: Record<keyof DemoKeys, { name: string; scopes: readonly Scope[] }> = {
  classifier: { name: "Classifier", scopes: ["events"] },
  "moderation-tool": { name: "Moderation tool", scopes: ["events", "statements"] },
  "sign-up-service": { name: "Sign-up service", scopes: ["events"] },
  authority: { name: "Partner police", scopes: ["hotline"] },
};
const people: readonly { name: string; roles: readonly Role[] }[] = [
  { name: "lead", roles: ["viewer", "analyst"] },
  { name: "on-call", roles: ["viewer", "on-call"] },
];

/**
 * Sources and people of the demo, by the verbs of the command line. The sources stay what they are over starts: their
 * keys are kept in the data folder, mode 0600. People are new at each start: nobody keeps a password.
 */
export async function setUpDemo(
  config: Pick<Config, "databaseUrl" | "dataFolder" | "postgresUser">,
): Promise<{ keys: DemoKeys; people: DemoPerson[] }> {
  await using database = await openInstalledDatabase(config);
  const file = path.join(config.dataFolder, "demo.json");
  const before = readState(file);
  const state = { starts: (before?.starts ?? 0) + 1, keys: before?.keys ?? (await createDemoSources(database)) };
  writeState(file, state);
  return { keys: state.keys, people: await createDemoPeople(database, state.starts) };
}

async function createDemoSources(database: Database): Promise<DemoKeys> {
  const sources = createSources({ database, clock: systemClock });
  const create = async (of: keyof DemoKeys) => {
    const { name, scopes } = sourceNames[of];
    const { key } = await firstFree(1, (number) =>
      sources.createSource(operator, { name: `${name}${number} (simulated)`, scopes: [...scopes] }),
    );
    return key;
  };
  return {
    classifier: await create("classifier"),
    "moderation-tool": await create("moderation-tool"),
    "sign-up-service": await create("sign-up-service"),
    authority: await create("authority"),
  };
}

async function createDemoPeople(database: Database, starts: number): Promise<DemoPerson[]> {
  const { createPerson } = createPeople({ database, clock: systemClock });
  const created: DemoPerson[] = [];
  for (const { name, roles } of people) {
    const password = randomBytes(15).toString("base64url");
    const email = await firstFree(starts, async (number) => {
      const address = `${name}${number.replace(" ", "-")}@demo.example`;
      await createPerson(operator, { email: address, name: `Demo ${name}${number}`, password, roles: [...roles] });
      return address;
    });
    created.push({ email, password, roles });
  }
  return created;
}

/** Tries with no number, then with 2, 3 …, while the name is taken: when `demo.json` is gone, its sources are not. */
async function firstFree<T>(from: number, make: (number: string) => Promise<T>): Promise<T> {
  for (let number = from; ; number++) {
    try {
      return await make(number === 1 ? "" : ` ${number}`);
    } catch (error) {
      if (!isRefusal(error) || error.code !== "conflict") throw error;
    }
  }
}

function readState(file: string): State | undefined {
  return existsSync(file) ? stateSchema.parse(JSON.parse(readFileSync(file, "utf8"))) : undefined;
}

/** Whole or not at all: a start that is cut off leaves the file before. */
function writeState(file: string, state: State): void {
  writeFileSync(`${file}.new`, JSON.stringify(state), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}
