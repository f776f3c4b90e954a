import type { VoidScope } from "../../server/counting/voiding/contract.ts";
import { instantOf } from "./utc-field.ts";

/** What the form of voiding holds. Times as `datetime-local` fields write them, in UTC; empty: open on that side. */
export interface VoidDraft {
  what: "source" | "key" | "request" | "interval";
  keyId: string;
  batchId: string;
  from: string;
  to: string;
}

/** The scope of a draft, or the sentence of what is missing. Nothing is taken for "everything" by an empty field. */
export function scopeOf(sourceId: number, draft: VoidDraft): { scope: VoidScope } | { problem: string } {
  switch (draft.what) {
    case "source":
      return { scope: { sourceId } };
    case "key":
      if (draft.keyId === "") return { problem: "Choose the key." };
      return { scope: { sourceId, keyId: draft.keyId } };
    case "request":
      if (draft.batchId === "") return { problem: "Choose the request in the list of requests." };
      return { scope: { sourceId, batchId: draft.batchId } };
    case "interval": {
      const [from, to] = [instantOf(draft.from), instantOf(draft.to)];
      if (from === null || to === null) return { problem: "Give both ends of the interval." };
      if (from >= to) return { problem: "The end must lie after the beginning." };
      const key = draft.keyId === "" ? {} : { keyId: draft.keyId };
      return { scope: { sourceId, ...key, from, to } };
    }
  }
}
