import { gzipSync } from "node:zlib";
import fc from "fast-check";

/** A body as a sender may put it on the wire. */
export interface DoorBody {
  bytes: Buffer;
  headers: Record<string, string>;
  /** How many bytes they are once they are unpacked. */
  unpacked: number;
  /** What the bytes say once they are unpacked; undefined when they are not JSON in UTF-8. */
  json: unknown;
}

/** Bytes that are no JSON, or hardly any. */
const anyBytes = fc.oneof(
  fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
  fc
    .constantFrom("", "{", "nul", "'{}'", '{"puid":}', "[1,]", "\u0000", '{"puid":"a",}', "NaN", '{"a":1}{"b":2}')
    .map((text) => Buffer.from(text)),
);
const types = ["application/json", "application/json; charset=utf-8", 'Application/JSON;charset="UTF-8"'];

/** Bodies of these values, some of them damaged, packed, or no JSON at all. */
export function bodiesOf(values: fc.Arbitrary<unknown>): fc.Arbitrary<DoorBody> {
  const whole = values.map((value) => Buffer.from(JSON.stringify(value)));
  const damaged = fc
    .tuple(whole, fc.nat(), fc.constantFrom("", "\\", '"', "}", ",", "\u0000", "é", "\xff"))
    .map(([bytes, at, put]) => {
      const place = at % (bytes.length + 1);
      return Buffer.concat([bytes.subarray(0, place), Buffer.from(put, "latin1"), bytes.subarray(place + 1)]);
    });
  const bytes = fc.oneof(
    { weight: 20, arbitrary: whole },
    { weight: 2, arbitrary: damaged },
    { weight: 1, arbitrary: anyBytes },
  );
  const packing = fc.oneof(
    { weight: 8, arbitrary: fc.constant("none" as const) },
    { weight: 2, arbitrary: fc.constantFrom("whole" as const, "cut" as const) },
  );
  return fc.tuple(bytes, packing, fc.constantFrom(...types)).map(([plain, packed, type]) => {
    const headers = { "content-type": type, ...(packed === "none" ? {} : { "content-encoding": "gzip" }) };
    const json = packed === "cut" ? undefined : asJson(plain);
    const unpacked = plain.length;
    if (packed === "none") return { bytes: plain, headers, unpacked, json };
    const gzip = gzipSync(plain, { level: 1 });
    return { bytes: packed === "cut" ? gzip.subarray(0, -4) : gzip, headers, unpacked, json };
  });
}

/** The value that the bytes stand for; undefined when they are not JSON in UTF-8. */
export function asJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}
