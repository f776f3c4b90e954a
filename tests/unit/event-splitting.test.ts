import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { arraySplitter, lineSplitter, type Splitter } from "../../server/ingest/split-items.ts";
import { faultOfJson } from "../../server/ingest/strict-json.ts";

/** Feeds a body in pieces cut at the given places. */
function feed(make: (take: (item: Buffer) => void) => Splitter, body: Buffer, cuts: readonly number[]): string[] {
  const items: string[] = [];
  const splitter = make((item) => void items.push(item.toString("latin1")));
  const places = [...new Set(cuts.map((cut) => cut % (body.length + 1)))].sort((a, b) => a - b);
  let from = 0;
  for (const place of [...places, body.length]) {
    splitter.push(body.subarray(from, place));
    from = place;
  }
  splitter.end();
  return items;
}
const cuts = fc.array(fc.nat(), { maxLength: 8 });
const json = fc.jsonValue({ maxDepth: 3 });
const space = fc.constantFrom("", " ", "\n", "\t \r\n");

describe("a JSON array that comes in pieces", () => {
  test("is split into the elements that a parser finds, wherever it is cut", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(space, json, space), { maxLength: 6 }), space, cuts, (elements, around, at) => {
        const inner = elements.map(([before, value, after]) => before + JSON.stringify(value) + after).join(",");
        const body = Buffer.from(`${around}[${inner}]${around}`);
        const found = feed(arraySplitter, body, at).map((text) => JSON.parse(Buffer.from(text, "latin1").toString()));
        expect(found).toEqual(JSON.parse(body.toString()));
      }),
      { numRuns: 3_000 },
    );
  });

  test("any bytes: split into elements that are JSON if and only if the whole is a JSON array", () => {
    const piece = fc.constantFrom("[", "]", "{", "}", ",", '"', "\\", ":", "1", "true", " ", '"a":1', "null", "{}");
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 10 }), cuts, (pieces, at) => {
        const body = pieces.join("");
        const parsed = attempt(() => JSON.parse(body) as unknown);
        const split = attempt(() => feed(arraySplitter, Buffer.from(body), at).map((text) => JSON.parse(text)));
        expect(split).toEqual(Array.isArray(parsed) ? parsed : undefined);
      }),
      { numRuns: 20_000 },
    );
  });

  test("an endless element is left as soon as it is too large", () => {
    const splitter = arraySplitter(() => {});
    splitter.push(Buffer.from('[{"a":"'));
    splitter.push(Buffer.alloc(60_000, 0x61));
    expect(() => splitter.push(Buffer.alloc(60_000, 0x61))).toThrow(/64 KiB/);
  });
});

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

describe("lines that come in pieces", () => {
  test("are the lines of the whole, wherever it is cut", () => {
    const line = fc.stringMatching(/^[a-z "{}]{0,12}$/);
    fc.assert(
      fc.property(fc.array(line, { maxLength: 8 }), cuts, (lines, at) => {
        const body = lines.join("\n");
        const found = feed(lineSplitter, Buffer.from(body), at).flatMap((block) => block.split("\n"));
        const filled = (all: string[]) => all.filter((one) => one !== "");
        expect(filled(found)).toEqual(filled(lines));
      }),
      { numRuns: 3_000 },
    );
  });

  test("an endless line is left as soon as it is too large", () => {
    const splitter = lineSplitter(() => {});
    splitter.push(Buffer.alloc(60_000, 0x61));
    expect(() => splitter.push(Buffer.alloc(60_000, 0x61))).toThrow(/64 KiB/);
  });
});

describe("strict JSON", () => {
  const name = fc.constantFrom("a", "b", "\u0061", '":', "a\\u0061", "__proto__", "constructor");
  const scalar = fc.oneof(fc.integer(), fc.constantFrom('":', 'x":', " : ", "a"));
  /** Objects written by hand, so that a name may stand twice; `repeated` says whether one does. */
  const written: fc.Arbitrary<{ text: string; repeated: boolean }> = fc.letrec<{
    value: { text: string; repeated: boolean };
  }>((tie) => ({
    value: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      scalar.map((value) => ({ text: JSON.stringify(value), repeated: false })),
      fc.array(fc.tuple(name, fc.constantFrom("", " "), tie("value")), { maxLength: 3 }).map((members) => ({
        text: `{${members.map(([key, gap, { text }]) => `${JSON.stringify(key)}${gap}:${text}`).join(",")}}`,
        repeated:
          new Set(members.map(([key]) => key)).size < members.length || members.some(([, , inner]) => inner.repeated),
      })),
      fc.array(tie("value"), { maxLength: 3 }).map((items) => ({
        text: `[${items.map(({ text }) => text).join(",")}]`,
        repeated: items.some(({ repeated }) => repeated),
      })),
    ),
  })).value;

  test("finds a name that stands twice, and only that", () => {
    fc.assert(
      fc.property(written, ({ text, repeated }) => {
        expect(faultOfJson(text, JSON.parse(text)) !== null).toBe(repeated);
      }),
      { numRuns: 20_000 },
    );
  });

  test("refuses what is nested deeper than 32", () => {
    const nested = (depth: number) => "[".repeat(depth) + "]".repeat(depth);
    expect(faultOfJson(nested(32), JSON.parse(nested(32)))).toBeNull();
    expect(faultOfJson(nested(33), JSON.parse(nested(33)))).toMatchObject({ error: "is nested deeper than 32" });
    const deep = nested(30_000);
    expect(faultOfJson(deep, JSON.parse(deep))).not.toBeNull();
  });
});
