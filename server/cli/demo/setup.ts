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
import {
  type DemoRecord,
  type Member,
  openStateFile,
  type StaffName,
  type StateFile,
  staffNames,
} from "./state-file.ts";

/** Somebody to sign in as, on this start's terminal only. */
export interface DemoPerson extends Member {
  roles: readonly Role[];
}

/** Where the demo's server keeps its data. */
export type DemoPlace = Pick<Config, "databaseUrl" | "dataFolder" | "postgresUser">;

export const operator = { kind: "operator" } as const;
const people: readonly { name: string; roles: readonly Role[] }[] = [
  { name: "lead", roles: ["viewer", "analyst", "on-call"] },
  { name: "on-call", roles: ["viewer", "on-call"] },
  { name: "admin", roles: ["viewer", "admin"] },
];

/** Who is simulated. They were there before the two weeks that are told. */
const staff: Record<StaffName, string> = {
  mara: "Mara Lindqvist (simulated)",
  tomas: "Tomás Ferreira (simulated)",
  jonas: "Jonas Weber (simulated)",
  aiko: "Aiko Tanaka (simulated)",
  ravi: "Ravi Menon (simulated)",
};
const staffAgeMs = 15 * 86_400_000;

/**
 * Sources and people of the demo, by the verbs of the command line. The sources and the simulated people stay what they
 * are over starts: their keys and passwords are kept in the data folder. People to sign in as are new at each start:
 * nobody keeps a password.
 */
export async function setUpDemo(place: DemoPlace): Promise<{
  keys: DemoKeys & HistoryKeys;
  people: DemoPerson[];
  staff: Record<StaffName, Member>;
  record: StateFile;
}> {
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
  const members: Partial<Record<StaffName, Member>> = { ...record.state.staff };
  for (const name of staffNames) members[name] ??= await createMember(database, name);
  record.write({ staff: members });
  return {
    keys: keys as DemoKeys & HistoryKeys,
    people: await createDemoPeople(database, record.state.starts),
    staff: members as Record<StaffName, Member>,
    record,
  };
}

async function createMember(database: Database, member: StaffName): Promise<Member> {
  const { createPerson } = createPeople({ database, clock: { now: () => systemClock.now() - staffAgeMs } });
  const [name, password] = [staff[member], randomPassword()];
  return firstFree(1, async (number) => {
    const email = `${member}${number.replace(" ", "-")}@demo.example`;
    const { id } = await createPerson(operator, { email, name, password, roles: ["viewer", "on-call"] });
    return { id, name, email, password };
  });
}

const randomPassword = () => randomBytes(15).toString("base64url");

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
    const password = randomPassword();
    const member = await firstFree(starts, async (number) => {
      const [email, shown] = [`${name}${number.replace(" ", "-")}@demo.example`, `Demo ${name}${number}`];
      const { id } = await createPerson(operator, { email, name: shown, password, roles: [...roles] });
      return { id, email, name: shown };
    });
    created.push({ ...member, password, roles });
  }
  return created;
}

/** Tries with no number, then with 2, 3 …, while the name is taken. */
export async function firstFree<T>(from: number, make: (number: string) => Promise<T>): Promise<T> {
  for (let number = from; ; number++) {
    try {
      return await make(number === 1 ? "" : ` ${number}`);
    } catch (error) {
      if (!isRefusal(error) || error.code !== "conflict") throw error;
    }
  }
}
