import fc from "fast-check";
import { expect, test } from "vitest";
import {
  addCells,
  type CellCount,
  combinedCell,
  combinedFields,
  lowSize,
  packCells,
  sumCells,
} from "../../server/counting/combined/rules.ts";
import { type Cells, cubes, valuesOf } from "../../server/counting/cube/rules.ts";

const cell = fc.oneof(fc.nat({ max: 300 }), fc.integer({ min: 0, max: 2 ** 38 - 1 }));
const amount = fc.oneof(fc.integer({ min: -3, max: 70 }), fc.integer({ min: -(2 ** 40), max: 2 ** 40 }));
const count = fc.record({ events: amount, n: amount });
const counts = fc.array(fc.tuple(cell, count), { maxLength: 200 }).map((pairs) => new Map<number, CellCount>(pairs));
const something = (held: ReadonlyMap<number, CellCount>) =>
  new Map([...held].filter(([, { events, n }]) => events !== 0 || n !== 0).sort(([a], [b]) => a - b));

test("what is packed is unpacked, as text that the database can hold", () => {
  fc.assert(
    fc.property(counts, (held) => {
      const packed = packCells(held);
      expect(packed.every((byte) => byte > 0 && byte < 128)).toBe(true);
      const unpacked = new Map<number, CellCount>();
      addCells(unpacked, packed);
      expect(something(unpacked)).toEqual(something(held));
    }),
  );
});

test("a number of all dimensions holds those of the three cubes", () => {
  const anyOf = (name: keyof typeof cubes) =>
    fc.tuple(...cubes[name].dimensions.map(({ values }) => fc.nat({ max: values.length - 1 })));
  const place = (name: keyof typeof cubes, at: readonly number[]) => {
    let unit = 1;
    return cubes[name].dimensions.reduce((sum, { bits }, i) => {
      const part = (at[i] ?? 0) * unit;
      unit *= 2 ** bits;
      return sum + part;
    }, 0);
  };
  fc.assert(
    fc.property(anyOf("content"), anyOf("method"), anyOf("place"), (content, method, where) => {
      const cells: Cells = {
        content: place("content", content),
        method: place("method", method),
        place: place("place", where),
      };
      const number = combinedCell(cells);
      for (const name of ["place", "method", "content"] as const) {
        const values = valuesOf(cubes[name], cells[name]);
        for (const [i, { column }] of cubes[name].dimensions.entries()) {
          const field = combinedFields.get(column);
          // Shared dimensions are those of the content cube.
          if (!field || (name !== "content" && cubes.content.dimensions.some((one) => one.column === column))) continue;
          const part = field.high ? Math.floor(number / lowSize) : number % lowSize;
          if (name === "place" || column !== "country") {
            expect(field.values[(part >>> field.shift) & (field.size - 1)], column).toBe(values[i]);
          }
        }
      }
    }),
  );
});

test("sums of cells are those of going through them one by one", () => {
  const field = fc.constantFrom(...combinedFields.values());
  fc.assert(
    fc.property(counts, field, field, field, fc.nat(), (held, one, two, filtered, wanted) => {
      const of = (cell: number, { high, shift, size }: typeof one) =>
        ((high ? Math.floor(cell / lowSize) : cell % lowSize) >>> shift) & (size - 1);
      const value = wanted % Math.min(filtered.size, 3);
      const mask = (filtered.size - 1) << filtered.shift;
      const question = {
        lowMask: filtered.high ? 0 : mask,
        lowValue: filtered.high ? 0 : value << filtered.shift,
        highMask: filtered.high ? mask : 0,
        highValue: filtered.high ? value << filtered.shift : 0,
        keyParts: [
          { ...one, unit: 1 },
          { ...two, unit: one.size },
        ],
        keys: one.size * two.size,
        timingMask: 3 << 4,
        live: 0,
      };
      const sums = new Float64Array(question.keys);
      const late = sumCells(packCells(held), question, sums);
      const expected = new Float64Array(question.keys);
      let expectedLate = 0;
      for (const [cell, { events, n }] of held) {
        if (of(cell, filtered) !== value || (events === 0 && n === 0)) continue;
        if (((cell % lowSize) >>> 4) & 3) expectedLate += n;
        else {
          const key = of(cell, one) + of(cell, two) * one.size;
          expected[key] = (expected[key] ?? 0) + n;
        }
      }
      expect([late, ...sums]).toEqual([expectedLate, ...expected]);
    }),
  );
});
