import type { Database } from "../../database/database.ts";
import type { PersonStanding } from "../../identity/people/contract.ts";
import type { Actor } from "../../kernel/actor.ts";
import type { Clock } from "../../kernel/clock.ts";
import { Refusal } from "../../kernel/refusal.ts";
import type { OpenMatters } from "../handover/contract.ts";
import type { AbsentPerson, OnCallPerson } from "./contract.ts";
import type { Query } from "./store.ts";

export interface OncallContext {
  database: Database;
  clock: Clock;
  /** Origin under which browsers reach the server. */
  publicUrl: string;
  /** How much of alerts, cases and silences is open now: what a hand-over leaves. */
  countOpenMatters(actor: Actor): Promise<OpenMatters>;
  /** Everybody by name, in the caller's transaction. */
  readStandings(query: Query): Promise<PersonStanding[]>;
}

/** People as schedules and policies see them at one moment. */
export interface People {
  /** Those who may be put on call, by name. */
  available: OnCallPerson[];
  isAvailable(personId: string): boolean;
  /** Null: deleted. */
  nameOf(personId: string): string | null;
  standingOf(personId: string): PersonStanding | undefined;
  /** Of these people those who cannot be called, each once. */
  absentOf(personIds: readonly string[]): AbsentPerson[];
}

/** Whoever is active and holds the role on-call can be called. */
export async function readPeople(context: OncallContext, query: Query): Promise<People> {
  const standings = await context.readStandings(query);
  const known = new Map(standings.map((person) => [person.id, person]));
  const available = standings.filter(({ state, roles }) => state === "active" && roles.includes("on-call"));
  const ids = new Set(available.map(({ id }) => id));
  return {
    available: available.map(({ id, name }) => ({ id, name })),
    isAvailable: (personId) => ids.has(personId),
    nameOf: (personId) => known.get(personId)?.name ?? null,
    standingOf: (personId) => known.get(personId),
    absentOf: (personIds) =>
      [...new Set(personIds)]
        .filter((personId) => !ids.has(personId))
        .map((personId) => {
          const person = known.get(personId);
          const why = person === undefined ? "deleted" : person.state === "suspended" ? "suspended" : "not_on_call";
          return { personId, person: person?.name ?? null, why };
        }),
  };
}

/** @throws Refusal `invalid` that names the first who cannot be called */
export function requireAvailable(people: People, personIds: readonly string[], field: string): void {
  const [absent] = people.absentOf(personIds);
  if (!absent) return;
  const why = {
    deleted: "Somebody whom you chose is no longer here. Choose another person.",
    suspended: `${absent.person} is suspended. Choose another person, or let an administrator resume them.`,
    not_on_call: `${absent.person} does not have the role on-call. Choose another person, or let an administrator give it.`,
  };
  throw new Refusal("invalid", why[absent.why], field);
}
