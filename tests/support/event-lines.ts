import { createEventReader, type EventOrigin, type ParsedEvents } from "../../server/ingest/events.ts";

/** All events of an NDJSON text at once. */
export function parseEventLines(body: Buffer | string, from: EventOrigin): ParsedEvents {
  const reader = createEventReader(from);
  reader.takeLines(body);
  return reader.parsed;
}
