import { Refusal } from "../kernel/refusal.ts";
import { createEventReader, type EventOrigin, type ParsedEvents } from "./events.ts";
import { limits } from "./limits.ts";
import { parseText, readText } from "./read-body.ts";
import { arraySplitter, lineSplitter, type Splitter } from "./split-items.ts";

/** The four ways in which events may come (CloudEvents 1.0, HTTP binding 3; NDJSON is ours). */
export const eventMediaTypes = {
  lines: "application/x-ndjson",
  batch: "application/cloudevents-batch+json",
  structured: "application/cloudevents+json",
  binary: "application/json",
} as const;

interface EventRequest {
  mediaType: string;
  headers: NodeJS.Dict<string[]>;
  chunks: AsyncIterable<Buffer>;
}

/**
 * Reads the events of a request as its body comes, in whichever of the four formats.
 * @throws Refusal `too_large`, `invalid` on field `body` when nothing of it can be read, or `unsupported` for JSON that
 * is in none of the formats
 */
export async function readEvents(request: EventRequest, origin: EventOrigin): Promise<ParsedEvents> {
  const reader = createEventReader(origin);
  switch (request.mediaType) {
    case eventMediaTypes.lines:
      await feed(request.chunks, lineSplitter(reader.takeLines));
      if (reader.parsed.nothingParsed) {
        throw new Refusal("invalid", "No line of the body is a CloudEvent in JSON; send one a line.", "body");
      }
      break;
    case eventMediaTypes.batch:
      await feed(
        request.chunks,
        arraySplitter((element) => {
          const text = readText(element);
          reader.take(parseText(text), text);
        }),
      );
      break;
    case eventMediaTypes.structured: {
      const text = readText(await whole(request.chunks));
      reader.take(parseText(text), text);
      break;
    }
    default: {
      // By the binding this type alone means binary mode, whose attributes are headers: without any it is no CloudEvent.
      if (!Object.keys(request.headers).some((header) => header.startsWith("ce-"))) throw noCloudEvent();
      const body = await whole(request.chunks);
      const text = body.length > 0 ? readText(body) : undefined;
      const event = { ...attributesOf(request.headers), data: text === undefined ? undefined : parseText(text) };
      reader.take(event, text);
    }
  }
  if (reader.parsed.received === 0) throw new Refusal("invalid", "The body holds no event.", "body");
  return reader.parsed;
}

const noCloudEvent = () =>
  new Refusal(
    "unsupported",
    `${eventMediaTypes.binary} is for binary mode, with the event's attributes as ce- headers, and this request has none. ` +
      `Send a CloudEvent as ${eventMediaTypes.structured}, an array of them as ${eventMediaTypes.batch}, or one a line as ` +
      `${eventMediaTypes.lines}.`,
  );

async function feed(chunks: AsyncIterable<Buffer>, splitter: Splitter): Promise<void> {
  for await (const chunk of chunks) splitter.push(chunk);
  splitter.end();
}

async function whole(chunks: AsyncIterable<Buffer>): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.length;
    if (size > limits.bytesAnEvent) {
      throw new Refusal("too_large", `The event is larger than ${limits.bytesAnEvent / 1024} KiB.`);
    }
    parts.push(chunk);
  }
  return Buffer.concat(parts);
}

/** `ce-` headers are the event's attributes, percent-encoded; one that comes twice names no single value. */
function attributesOf(headers: NodeJS.Dict<string[]>): Record<string, unknown> {
  const attributes: Record<string, unknown> = {};
  for (const [header, values] of Object.entries(headers)) {
    if (!/^ce-[a-z0-9]{1,40}$/.test(header)) continue;
    const [value, ...more] = values ?? [];
    attributes[header.slice(3)] = value === undefined || more.length > 0 ? null : percentDecoded(value);
  }
  return attributes;
}

/** As it stands where it is not percent-encoded: the official SDK sends what it was given. */
function percentDecoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
