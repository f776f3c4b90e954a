import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  axisNumber,
  compactNumber,
  compactText,
  fullNumber,
  labelNumber,
  signedNumber,
} from "../../components/ui/format-number.ts";

const plain = (text: string) => text.replaceAll("\u00A0", " ");

describe("full figures", () => {
  test.each([
    [0, "0"],
    [999, "999"],
    [1_000, "1 000"],
    [4_231_806, "4 231 806"],
    [950_000_000, "950 000 000"],
    [-1_204, "\u22121 204"],
    [-0.2, "0"],
  ])("%d is written %s", (value, text) => expect(plain(fullNumber(value))).toBe(text));

  test("groups are set apart by no-break spaces, so that a figure never breaks over two lines", () => {
    expect(fullNumber(12_345)).toBe("12\u00A0345");
  });

  test("lose no digit", () => {
    fc.assert(
      fc.property(fc.integer(), (value) => {
        const digits = fullNumber(value).replaceAll("\u00A0", "").replace("\u2212", "-");
        expect(Number(digits)).toBe(value);
      }),
    );
  });

  test("signs are written where a change is meant", () => {
    expect(plain(signedNumber(12_345))).toBe("+12 345");
    expect(plain(signedNumber(-3))).toBe("\u22123");
    expect(signedNumber(0)).toBe("0");
  });
});

describe("compact figures", () => {
  test.each([
    [0, "0"],
    [131, "131"],
    [999, "999"],
    [1_000, "1.00 k"],
    [3_342, "3.34 k"],
    [12_400, "12.4 k"],
    [999_499, "999 k"],
    [999_500, "1.00 M"],
    [950_012_345, "950 M"],
    [1_234_567_890, "1.23 bn"],
    [12_345_678_901_234, "12346 bn"],
    [-3_342, "\u22123.34 k"],
  ])("%d is shortened to %s", (value, text) => expect(plain(compactText(value))).toBe(text));

  test("more digits show a large figure move", () => {
    expect(compactNumber(950_012_345, 5)).toEqual({ figure: "950.01", unit: "M" });
  });

  test("stay within half a unit of the last digit that they write", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999_000_000_000 }), (value) => {
        const { figure, unit } = compactNumber(value);
        const scale = { "": 1, k: 1e3, M: 1e6, bn: 1e9 }[unit];
        const digit = scale / 10 ** (figure.split(".")[1]?.length ?? 0);
        expect(Math.abs(Number(figure.replaceAll("\u00A0", "")) * scale - value)).toBeLessThanOrEqual(digit / 2 + 1e-6);
      }),
    );
  });

  test.each([
    [0, "0"],
    [200, "200"],
    [2_000, "2 k"],
    [2_500, "2.5 k"],
    [100_000, "100 k"],
    [1_000_000, "1 M"],
  ])("an axis writes %d as %s", (value, text) => expect(plain(axisNumber(value))).toBe(text));
});

describe("figures beside the ends of lines", () => {
  test.each([
    [0, "0"],
    [9_999, "9 999"],
    [10_000, "10.0 k"],
    [12_345, "12.3 k"],
    [999_999, "1.00 M"],
    [1_234_567, "1.23 M"],
  ])("%d is written %s", (value, text) => expect(plain(labelNumber(value))).toBe(text));

  test("have six letters at most up to 999 millions", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999_000_000 }), (value) => {
        expect(labelNumber(value).length).toBeLessThanOrEqual(6);
      }),
    );
  });
});
