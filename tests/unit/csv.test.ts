import fc from "fast-check";
import { expect, test } from "vitest";
import { csvOf } from "../../server/kernel/csv.ts";

test("missing, zero and suppressed stay three things, quotes are doubled, lines end as RFC 4180 says", () => {
  expect(
    csvOf(
      ["a", "b", "c"],
      [
        [null, 0, "<10"],
        ['say "no"', -1.5, "x,y"],
      ],
      true,
    ),
  ).toBe('\uFEFFa,b,c\r\n,0,<10\r\n"say ""no""",-1.5,"x,y"\r\n');
});

test("no text is taken for a formula, whatever it begins with", () => {
  fc.assert(
    fc.property(fc.constantFrom("=", "+", "-", "@", "\t", "\r", " =", "＝"), fc.string(), (start, rest) => {
      const line = csvOf([], [[`${start}${rest}`]]).slice(2);
      expect(line.startsWith("\"'")).toBe(true);
    }),
  );
});
