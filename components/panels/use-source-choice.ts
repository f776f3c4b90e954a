"use client";

import { parseAsInteger, parseAsStringLiteral, useQueryState } from "nuqs";

const views = ["rejects", "requests", "keys", "voidings"] as const;
export type SourceView = (typeof views)[number];

/** Which source is open, by id: it stands in the address, so that a link shows the other person the same. */
export function useSourceChoice() {
  return useQueryState("source", parseAsInteger);
}

/** What of it is shown. */
export function useSourceView() {
  return useQueryState("show", parseAsStringLiteral(views).withDefault("rejects"));
}
