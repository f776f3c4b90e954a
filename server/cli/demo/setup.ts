import { randomBytes } from "node:crypto";
import path from "node:path";
import type { Config } from "../../config.ts";
import type { Database } from "../../database/database.ts";
import { createPeople } from "../../identity/identity.ts";
import type { Scope } from "../../kernel/actor.ts";
import { systemClock } from "../../kernel/clock.ts";
import { isRefusal } from "../../kernel/refusal.ts";
import type { Role } from "../../kernel/roles.ts";
import { createSources } from "../../sources/sources.ts";
import { openInstalledDatabase } from "../open-database.ts";
import { type DemoKeys, demoKeyNames, demoSources, type HistoryKeys, historySources } from "./demo-keys.ts";
import { type DemoRecord, openStateFile, type StateFile } from "./state-file.ts";

/** Somebody to sign in as, on this start's terminal only. */
export interface DemoPerson {
  email: string;
  password: string;
  roles: readonly Role[];
}

/** Where the demo's server keeps its data. */
export type DemoPlace = Pick<Config, "databaseUrl" | "dataFolder" | "postgresUser">;

export const operator = { kind: "operator" } as const;
const people: readonly { name: string; roles: readonly Role[] }[] = [
  { name: "lead", roles: ["viewer", "analyst"] },
  { name: "on-call", roles: ["viewer", "on-call"] },
  { name: "admin", roles: ["viewer", "admin"] },
];

/**
 * Sources and people of the demo, by the verbs of the command line. The sources stay what they are over starts: their
 * keys are kept in the data folder. People are new at each start: nobody keeps a password.
 */
export async function setUpDemo(
  place: DemoPlace,
): Promise<{ keys: DemoKeys & HistoryKeys; people: DemoPerson[]; record: StateFile }> {
  await using database = await openInstalledDatabase(place);
  const record = openStateFile(path.join(place.dataFolder, "demo.json"));
  const { keys: known, ids } = record.state;
  const keys: Record<string, string> = {};
  for (const name of demoKeyNames) {
    const before = known[name];
    if (before === undefined) {
      const { sourceId, key } = await createDemoSource(database, demoSources[name]);
      ids[name] = sourceId;
      keys[name] = key;
    } else keys[name] = before;
  }
  record.write({ starts: record.state.starts + 1, keys, ids });
  return {
    keys: keys as DemoKeys & HistoryKeys,
    people: await createDemoPeople(database, record.state.starts),
    record,
  };
}

/** A source of this name, numbered where it is taken; answers its number and key. */
export async function createDemoSource(
  database: Database,
  { name, scopes }: { name: string; scopes: readonly Scope[] },
): Promise<{ sourceId: number; key: string }> {
  const { createSource } = createSources({ database, clock: systemClock });
  // When demo.json is gone, its sources are not.
  const [said, bracket] = [name.replace(/ \(.*$/, ""), name.replace(/^[^(]*/, "")];
  const { id, key } = await firstFree(1, (number) =>
    createSource(operator, { name: `${said}${number} ${bracket}`.trim(), scopes: [...scopes] }),
  );
  return { sourceId: id, key };
}

/** The history is told: its sources send nothing more, so nobody misses them. */
export async function closeHistory(place: DemoPlace, ids: DemoRecord["ids"]): Promise<void> {
  await using database = await openInstalledDatabase(place);
  const { revokeSource } = createSources({ database, clock: systemClock });
  for (const name of historySources) {
    const id = ids[name];
    if (id !== undefined) await revokeSource(operator, { id });
  }
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

/** Tries with no number, then with 2, 3 …, while the name is taken. */
async function firstFree<T>(from: number, make: (number: string) => Promise<T>): Promise<T> {
  for (let number = from; ; number++) {
    try {
      return await make(number === 1 ? "" : ` ${number}`);
    } catch (error) {
      if (!isRefusal(error) || error.code !== "conflict") throw error;
    }
  }
}
