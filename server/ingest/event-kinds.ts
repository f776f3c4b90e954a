import type { CountableEvent, GaugeMeasurement } from "../counting/contract.ts";
import { accountsSchema, audienceSchema } from "../growth/contract.ts";
import { countableAccounts, measuredAudience } from "../growth/growth.ts";
import { countableDecision, readDecision } from "../takedowns/takedowns.ts";

/** Which field of an event is at fault, dotted, and why; never its value. */
export interface Fault {
  field: string;
  error: string;
}
export type EventData = Record<string, unknown>;

/** What the events of a request come to. */
interface Taken {
  events: CountableEvent[];
  gauges: GaugeMeasurement[];
}

type Happened = Parameters<typeof countableDecision>[1];
/** Adds what the data says to what is counted, or says what is wrong with it. */
type Translate = (data: EventData, happened: Happened, into: Taken) => Fault | null;

const accounts =
  (kind: "accounts_created" | "accounts_deleted"): Translate =>
  (data, happened, into) => {
    const read = accountsSchema.safeParse(data);
    if (!read.success) return faultOf(read.error);
    into.events.push(countableAccounts(kind, read.data, happened));
    return null;
  };

/** The types of CloudEvents that are taken, and what each comes to. */
export const translations: ReadonlyMap<string, Translate> = new Map([
  [
    "decision.made",
    (data, happened, into) => {
      const read = readDecision(data);
      if (!read.ok) return { field: `data.${read.field}`, error: read.error };
      into.events.push(countableDecision(read.decision, happened));
      return null;
    },
  ],
  ["accounts.created", accounts("accounts_created")],
  ["accounts.deleted", accounts("accounts_deleted")],
  [
    "audience.measured",
    (data, happened, into) => {
      const read = audienceSchema.safeParse(data);
      if (!read.success) return faultOf(read.error);
      into.gauges.push(measuredAudience(read.data, happened));
      return null;
    },
  ],
]);

function faultOf(error: { issues: readonly { path: readonly PropertyKey[]; message: string }[] }): Fault {
  const [issue] = error.issues;
  return { field: ["data", ...(issue?.path ?? [])].map(String).join("."), error: issue?.message ?? "is not valid" };
}
