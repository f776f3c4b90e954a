import { Refusal } from "../kernel/refusal.ts";
import { limits } from "./limits.ts";

/** Takes a body as it comes and hands on its items, holding no more than one of them. */
export interface Splitter {
  push(chunk: Buffer): void;
  /** The body is complete. @throws Refusal `invalid` on field `body` when it is not what it should be */
  end(): void;
}

const tooLarge = () => new Refusal("too_large", `One event is larger than ${limits.bytesAnEvent / 1024} KiB.`);

/** Whole lines as they come, several at a time, without the newline that ends them. */
export function lineSplitter(take: (lines: Buffer) => void): Splitter {
  let rest: Buffer[] = [];
  let length = 0;
  const keep = (part: Buffer) => {
    length += part.length;
    if (length > limits.bytesAnEvent) throw tooLarge();
    if (part.length > 0) rest.push(part);
  };
  return {
    push(chunk) {
      const last = chunk.lastIndexOf(0x0a);
      if (last < 0) return keep(chunk);
      const first = rest.length > 0 ? Buffer.concat([...rest, chunk.subarray(0, last)]) : chunk.subarray(0, last);
      rest = [];
      length = 0;
      take(first);
      keep(chunk.subarray(last + 1));
    },
    end() {
      if (rest.length > 0) take(Buffer.concat(rest));
    },
  };
}

const [quote, backslash, comma, open, close] = [0x22, 0x5c, 0x2c, 0x5b, 0x5d];
const isSpace = (byte: number) => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
const opens = (byte: number) => byte === 0x7b || byte === open;
const closes = (byte: number) => byte === 0x7d || byte === close;
const notAnArray = () => new Refusal("invalid", "The body is not a JSON array of CloudEvents.", "body");

/** The elements of a JSON array, byte by byte: whether each is JSON is for whoever takes it. */
export function arraySplitter(take: (element: Buffer) => void): Splitter {
  let state: "start" | "first" | "element" | "after" | "next" | "done" = "start";
  let parts: Buffer[] = [];
  let length = 0;
  let depth = 0;
  let inText = false;
  let escaped = false;

  const finish = () => {
    take(parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts));
    parts = [];
    length = 0;
  };
  /** True when the element goes on after this byte. */
  const goesOn = (byte: number): boolean => {
    if (inText) {
      if (escaped) escaped = false;
      else if (byte === backslash) escaped = true;
      else if (byte === quote) inText = false;
    } else if (byte === quote) inText = true;
    else if (opens(byte)) depth += 1;
    else if (closes(byte)) depth -= 1;
    return inText || depth > 0;
  };

  return {
    push(chunk) {
      let from = state === "element" ? 0 : -1;
      for (let at = 0; at < chunk.length; at++) {
        const byte = chunk[at] ?? 0;
        if (state === "element") {
          // A number or a word ends before what follows it; everything else ends with its own last byte.
          const bare = depth === 0 && !inText;
          if (bare && (isSpace(byte) || byte === comma || byte === close)) {
            parts.push(chunk.subarray(from, at));
            finish();
            state = "after";
          } else {
            length += 1;
            if (length > limits.bytesAnEvent) throw tooLarge();
            if (goesOn(byte) || bare) continue;
            parts.push(chunk.subarray(from, at + 1));
            finish();
            state = "after";
            continue;
          }
        }
        if (isSpace(byte)) continue;
        if (state === "start" && byte === open) state = "first";
        else if ((state === "first" || state === "after") && byte === close) state = "done";
        else if (state === "after" && byte === comma) state = "next";
        else if (state === "first" || state === "next") {
          state = "element";
          from = at;
          length = 1;
          depth = 0;
          inText = false;
          goesOn(byte);
          if (depth < 0) throw notAnArray();
        } else throw notAnArray();
      }
      if (state === "element") parts.push(chunk.subarray(from));
    },
    end() {
      if (state !== "done") throw notAnArray();
    },
  };
}
