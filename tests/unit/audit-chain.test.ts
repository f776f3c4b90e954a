import fc from "fast-check";
import { expect, test } from "vitest";
import { chainStart, encodeRow, type SealableRow, sealOf } from "../../server/audit/chain.ts";

const text = fc.string({ unit: "binary", maxLength: 12 });
const row: fc.Arbitrary<SealableRow> = fc.record({
  auditId: fc.bigInt({ min: 1n, max: 99n }).map(String),
  at: fc.bigInt({ min: -99n, max: 99n }).map(String),
  actorKind: text,
  actorId: text,
  actorName: text,
  deed: text,
  subject: text,
  detail: text,
});
const place = fc.integer({ min: 1, max: 20 });
const fields = Object.keys(fc.sample(row, 1)[0] ?? {}) as (keyof SealableRow)[];

test("no two rows and no two places encode alike", () => {
  const same = (a: SealableRow, b: SealableRow) => fields.every((field) => a[field] === b[field]);
  fc.assert(
    fc.property(place, row, place, row, (one, a, other, b) => {
      expect(encodeRow(one, a).equals(encodeRow(other, b))).toBe(one === other && same(a, b));
    }),
  );
});

test("text that moves from one field to the next is another row", () => {
  const neighbours = fields.slice(1).map((field, index) => [fields[index] ?? field, field] as const);
  fc.assert(
    fc.property(place, row, fc.constantFrom(...neighbours), fc.nat({ max: 12 }), (at, a, [left, right], cut) => {
      const whole = a[left] + a[right];
      const moved = { ...a, [left]: whole.slice(0, cut), [right]: whole.slice(cut) };
      // A cut within a pair of surrogates makes no text that PostgreSQL could hold.
      fc.pre(moved[left] !== a[left] && moved[left].isWellFormed());
      expect(encodeRow(at, moved).equals(encodeRow(at, a))).toBe(false);
    }),
  );
});

test("the encoding can be read back, so nothing of a row is lost in it", () => {
  fc.assert(
    fc.property(place, row, (at, a) => {
      const bytes = encodeRow(at, a);
      const read: string[] = [];
      for (let offset = 0; offset < bytes.length; ) {
        const length = bytes.readUInt32BE(offset);
        read.push(bytes.toString("utf8", offset + 4, offset + 4 + length));
        offset += 4 + length;
      }
      expect(read).toEqual(["watchfloor audit 1", String(at), ...fields.map((field) => a[field])]);
    }),
  );
});

test("a chain's head depends on every row and on their order", () => {
  const headOf = (rows: readonly SealableRow[]) =>
    Buffer.from(rows.reduce((hash, one, index) => sealOf(hash, index + 1, one), chainStart)).toString("hex");
  const chain = fc.array(row, { minLength: 2, maxLength: 8 });
  fc.assert(
    fc.property(chain, fc.nat(), fc.nat(), row, (rows, from, to, other) => {
      const [i, j] = [from % rows.length, to % rows.length];
      const swapped = rows.map((one, at) => (at === i ? rows[j] : at === j ? rows[i] : one) ?? one);
      const changed = rows.with(i, other);
      const alike = (a: readonly SealableRow[]) => JSON.stringify(a) === JSON.stringify(rows);
      expect(headOf(swapped) === headOf(rows)).toBe(alike(swapped));
      expect(headOf(changed) === headOf(rows)).toBe(alike(changed));
      expect(headOf(rows.toSpliced(i, 1))).not.toBe(headOf(rows));
      expect(headOf(rows.toSpliced(i, 0, other))).not.toBe(headOf(rows));
    }),
  );
});

test("the first seal of a known row, so that the format cannot change unseen", () => {
  const known: SealableRow = {
    auditId: "1",
    at: "1795729205000000",
    actorKind: "operator",
    actorId: "cli",
    actorName: "command line",
    deed: "source.created",
    subject: "1",
    detail: '{"scopes": "events"}',
  };
  const hash = sealOf(chainStart, 1, known).toString("hex");
  expect(hash).toBe("a3e45f306457f4eff0416b68f734db59484f6096a2238b6f984389d9d1e30717");
});
