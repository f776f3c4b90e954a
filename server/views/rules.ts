import type { SavedView } from "./contract.ts";
import type { ViewRow } from "./store.ts";

/** A stored view as one person sees it. */
export function asSeenBy(personId: string, { ownerId, ...view }: ViewRow): SavedView {
  return { ...view, own: ownerId === personId, orphaned: ownerId === null };
}
