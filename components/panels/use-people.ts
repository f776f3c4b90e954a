"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { parseAsString, useQueryState } from "nuqs";
import type { Invitation } from "../../server/identity/invitation/contract.ts";
import type { ListedPerson } from "../../server/identity/people/contract.ts";
import { useTRPC } from "../shell/api.tsx";
import { type Asked, useAsked } from "./use-asked.ts";

export const askPeopleAgainMs = 5_000;

/** Everybody and whoever is invited; `initial` is what the page was drawn with. */
export function usePeople(initial: { people: ListedPerson[]; invitations: Invitation[] }): {
  people: Asked<ListedPerson[]>;
  invitations: Asked<Invitation[]>;
} {
  const trpc = useTRPC();
  const often = { refetchInterval: askPeopleAgainMs, staleTime: askPeopleAgainMs };
  const people = useQuery({ ...trpc.people.list.queryOptions(), ...often, initialData: initial.people });
  const invitations = useQuery({
    ...trpc.people.invitations.queryOptions(),
    ...often,
    initialData: initial.invitations,
  });
  // A deed shows at once, also while everything that is counted stands still.
  const pauses = false;
  return { people: useAsked(people, { pauses }), invitations: useAsked(invitations, { pauses }) };
}

/** Who is open, by id: it stands in the address, so that a link shows the other administrator the same. */
export function usePersonChoice() {
  return useQueryState("person", parseAsString);
}

/** Asks again at once all that a deed may have changed. */
export function useAskPeopleAgain(): () => Promise<void> {
  const trpc = useTRPC();
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ queryKey: trpc.people.pathKey() });
}
