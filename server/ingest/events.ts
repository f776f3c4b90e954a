import { isUtf8 } from "node:buffer";
import type { CountableEvent, GaugeMeasurement } from "../counting/contract.ts";
import { acceptableTime } from "../counting/counting.ts";
import { Refusal } from "../kernel/refusal.ts";
import { parseDateTime } from "../kernel/rfc3339.ts";
import { type EventData, type Fault, translations } from "./event-kinds.ts";
import { limits } from "./limits.ts";
import { faultOfJson } from "./strict-json.ts";

const { eventsARequest, bytesAnEvent, longestName } = limits;

/** Why one event was not taken. `index` counts the request's events from 0, blank lines left out. */
interface RejectedEvent {
  index: number;
  id: string | null;
  /** Dotted name of the field at fault; `line` when the line is no JSON object. */
  field: string;
  error: string;
}

export interface ParsedEvents {
  events: CountableEvent[];
  gauges: GaugeMeasurement[];
  rejected: RejectedEvent[];
  /** Events, and lines that are none and not blank. */
  received: number;
  /** True when no line is JSON: the whole body is something else, or empty. */
  nothingParsed: boolean;
}

/** Who sends, and when it came; epoch milliseconds. */
export interface EventOrigin {
  sourceId: number;
  receivedAt: number;
}

/**
 * Takes the events of one request, in order. A bad one is listed and never affects another.
 * `id` and `source`: 1 to 256 characters, no control characters; `time` is required.
 * @throws Refusal `too_large` beyond 10,000 events or 64 KiB in one of them.
 */
export function createEventReader(from: EventOrigin) {
  const parsed: ParsedEvents = { events: [], gauges: [], rejected: [], received: 0, nothingParsed: true };

  /** `event`: the parsed JSON, undefined where it is none; `text`: what it was parsed from. */
  function takeEvent(event: unknown, text: string | undefined): void {
    const index = parsed.received++;
    if (parsed.received > eventsARequest) {
      throw new Refusal("too_large", "At most 10,000 events fit in one request; send the rest in another.");
    }
    if (text !== undefined && text.length * 3 > bytesAnEvent && Buffer.byteLength(text) > bytesAnEvent) {
      throw new Refusal("too_large", `Event ${index} is larger than 64 KiB.`);
    }
    if (event !== undefined) parsed.nothingParsed = false;
    const fault = isObject(event)
      ? ((text === undefined ? null : faultOfJson(text, event)) ?? take(event, from, parsed))
      : { field: "line", error: event === undefined ? "is not JSON" : "is not a CloudEvent: a JSON object is needed" };
    if (fault) parsed.rejected.push({ index, id: isObject(event) ? shownId(event.id) : null, ...fault });
  }

  return {
    parsed,
    take: takeEvent,
    /** Whole lines, one event each; blank ones are passed over. */
    takeLines(lines: Buffer | string): void {
      for (const [at, line] of linesOf(lines).entries()) {
        if (at === 0 && line?.startsWith("\ufeff") && parsed.received === 0) {
          if (line.trim() !== "") takeEvent(asJson(line.slice(1)), line);
        } else if (line === undefined || line.trim() !== "") takeEvent(asJson(line), line);
      }
    },
  };
}

type CloudEvent = EventData;

/** Adds the event to what is counted, or says which field is at fault. */
function take(event: CloudEvent, from: { sourceId: number; receivedAt: number }, into: ParsedEvents): Fault | null {
  const { specversion, id, source, type, time, data, datacontenttype } = event;
  if (specversion !== "1.0") return { field: "specversion", error: 'must be "1.0"' };
  if (!isName(id)) return { field: "id", error: nameRule };
  if (!isName(source)) return { field: "source", error: nameRule };
  if (typeof type !== "string") return { field: "type", error: "must be text" };
  const translate = translations.get(type);
  if (!translate) return { field: "type", error: `must be one of ${[...translations.keys()].join(", ")}` };
  const eventTime = typeof time === "string" ? parseDateTime(time) : undefined;
  if (eventTime === undefined) return { field: "time", error: "must be an RFC 3339 time with its offset" };
  if (!acceptableTime(eventTime, from.receivedAt)) {
    return { field: "time", error: "lies before the year 2000 or more than 5 minutes ahead" };
  }
  if (event.data_base64 !== undefined) return { field: "data_base64", error: "is not taken: send JSON as data" };
  if (datacontenttype !== undefined && !(typeof datacontenttype === "string" && jsonType.test(datacontenttype))) {
    return { field: "datacontenttype", error: "must be application/json" };
  }
  if (!isObject(data)) return { field: "data", error: "must be a JSON object" };
  const name = { sourceId: from.sourceId, door: "ce" as const, cloudEventsSource: source, id };
  return translate(data, { name, eventTime, receivedAt: from.receivedAt }, into);
}

const jsonType = /^application\/json\s*(;|$)/i;
const nameRule = "must be text of 1 to 256 characters without control characters";
// biome-ignore lint/suspicious/noControlCharactersInRegex: CloudEvents forbids them in strings, and this refuses them.
const control = /[\u0000-\u001f\u007f-\u009f]/;

/** Half a surrogate pair would hash like any other half: two ids would become one. */
function isName(value: unknown): value is string {
  return (
    typeof value === "string" &&
    value.length > 0 &&
    value.length <= longestName &&
    !control.test(value) &&
    value.isWellFormed()
  );
}

function shownId(id: unknown): string | null {
  return typeof id === "string" ? id.slice(0, longestName).toWellFormed() : null;
}

function isObject(value: unknown): value is CloudEvent {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function asJson(line: string | undefined): unknown {
  if (line === undefined) return undefined;
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** The lines of the body; undefined for one that is not UTF-8. */
function linesOf(body: Buffer | string): (string | undefined)[] {
  if (typeof body === "string" || isUtf8(body)) return body.toString().split("\n");
  const lines: (string | undefined)[] = [];
  for (let start = 0; start <= body.length; ) {
    const newline = body.indexOf(0x0a, start);
    const end = newline < 0 ? body.length : newline;
    const line = body.subarray(start, end);
    lines.push(isUtf8(line) ? line.toString() : undefined);
    start = end + 1;
  }
  return lines;
}
