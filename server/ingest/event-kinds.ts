import type { z } from "zod";
import type { CountableEvent, GaugeMeasurement } from "../counting/contract.ts";
import { accountsSchema, audienceSchema } from "../growth/contract.ts";
import { countableAccounts, measuredAudience } from "../growth/growth.ts";
import { appealSchema, decisionSchema, queueSchema, reversalSchema, userReportSchema } from "../takedowns/contract.ts";
import {
  countableAboutDecision,
  countableDecision,
  countableUserReport,
  measuredQueue,
  readDecision,
} from "../takedowns/takedowns.ts";

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

/** A kind of event: the shape of its `data`, which the API's document shows, and what reads it. */
interface EventKind {
  schema: z.ZodType;
  translate: Translate;
}

/** Reads `data` by a schema; what it comes to is an event, or the fault that only the whole shows. */
function counted<Schema extends z.ZodType>(
  schema: Schema,
  countable: (data: z.output<Schema>, happened: Happened) => CountableEvent | Fault,
): EventKind {
  const translate: Translate = (data, happened, into) => {
    const read = schema.safeParse(data);
    if (!read.success) return faultOf(read.error);
    const event = countable(read.data, happened);
    if ("error" in event) return event;
    into.events.push(event);
    return null;
  };
  return { schema, translate };
}

function measured<Schema extends z.ZodType>(
  schema: Schema,
  measurement: (data: z.output<Schema>, happened: Happened) => GaugeMeasurement,
): EventKind {
  const translate: Translate = (data, happened, into) => {
    const read = schema.safeParse(data);
    if (!read.success) return faultOf(read.error);
    into.gauges.push(measurement(read.data, happened));
    return null;
  };
  return { schema, translate };
}

const accounts = (kind: "accounts_created" | "accounts_deleted") =>
  counted(accountsSchema, (data, happened) => countableAccounts(kind, data, happened));

const aboutDecision = (
  kind: Parameters<typeof countableAboutDecision>[0],
  schema: typeof reversalSchema | typeof appealSchema,
) =>
  counted(
    schema,
    (data, happened) =>
      countableAboutDecision(kind, data, happened) ?? {
        field: "data.decided_on",
        error: "lies after the event's own time",
      },
  );

/** The types of CloudEvents that are taken: the shape of their `data`, and what each comes to. */
export const eventKinds = {
  "decision.made": {
    schema: decisionSchema,
    // By hand and not by its schema: decisions come tens of thousands a second.
    translate: (data, happened, into) => {
      const read = readDecision(data);
      if (!read.ok) return { field: `data.${read.field}`, error: read.error };
      into.events.push(countableDecision(read.decision, happened));
      return null;
    },
  },
  "decision.reversed": aboutDecision("reversal", reversalSchema),
  "user_report.received": counted(userReportSchema, countableUserReport),
  "appeal.opened": aboutDecision("appeal_opened", appealSchema),
  "appeal.decided": aboutDecision("appeal_decided", appealSchema),
  "accounts.created": accounts("accounts_created"),
  "accounts.deleted": accounts("accounts_deleted"),
  "audience.measured": measured(audienceSchema, measuredAudience),
  "queue.measured": measured(queueSchema, measuredQueue),
} satisfies Record<string, EventKind>;
export type EventType = keyof typeof eventKinds;

export const translations: ReadonlyMap<string, Translate> = new Map(
  Object.entries(eventKinds).map(([type, { translate }]) => [type, translate]),
);

function faultOf(error: { issues: readonly { path: readonly PropertyKey[]; message: string }[] }): Fault {
  const [issue] = error.issues;
  return { field: ["data", ...(issue?.path ?? [])].map(String).join("."), error: issue?.message ?? "is not valid" };
}
