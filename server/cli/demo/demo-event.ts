/** Who posts what: the classifiers what they decided alone, the moderation tool the rest, and so on. */
export const eventSources = [
  "classifier",
  "classifier-latam",
  "moderation-tool",
  "report-desk",
  "sign-up-service",
] as const;
export type EventSource = (typeof eventSources)[number];

/** A CloudEvent as it is posted. */
export interface DemoEvent {
  specversion: "1.0";
  id: string;
  source: string;
  type:
    | "decision.made"
    | "decision.reversed"
    | "user_report.received"
    | "appeal.opened"
    | "appeal.decided"
    | "accounts.created"
    | "accounts.deleted"
    | "audience.measured";
  time: string;
  data: Record<string, unknown>;
}

export type BySource = Record<EventSource, DemoEvent[]>;

export const noEvents = (): BySource => ({
  classifier: [],
  "classifier-latam": [],
  "moderation-tool": [],
  "report-desk": [],
  "sign-up-service": [],
});

/** An event of `second` (epoch seconds, parts too), named by the generator so that it is the same whenever it is made. */
export function eventAt(
  type: DemoEvent["type"],
  second: number,
  source: string,
  id: string,
  data: Record<string, unknown>,
): DemoEvent {
  const time = new Date(Math.floor(second * 1000)).toISOString();
  return { specversion: "1.0", id, source: `/demo/${source}`, type, time, data };
}

/** A country as events state it: `ZZ` is not stated. */
export const stated = (where: string) => (where === "ZZ" ? {} : { country: where });
