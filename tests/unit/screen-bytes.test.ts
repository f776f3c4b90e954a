import fc from "fast-check";
import { expect, test } from "vitest";
import { bytesText } from "../../components/ui/format-bytes.ts";

test.each([
  [0, "0 B"],
  [999, "999 B"],
  [1_000, "1 kB"],
  [1_536, "1.54 kB"],
  [999_999, "1 MB"],
  [8_192_000, "8.19 MB"],
  [3_210_000_000_000_000, "3210 TB"],
  [-24_576, "\u221224.6 kB"],
  [-0.4, "0 B"],
  [0.6, "1 B"],
])("%d bytes are %s", (bytes, text) => {
  expect(bytesText(bytes)).toBe(text.replace(" ", "\u00A0"));
});

test("what is written is within half a percent of what it stands for", () => {
  const powers: Record<string, number> = { B: 1, kB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12 };
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e15 }), (bytes) => {
      const [figure = "", unit = ""] = bytesText(bytes).split("\u00A0");
      expect(Math.abs((Number(figure) * (powers[unit] ?? Number.NaN)) / bytes - 1)).toBeLessThanOrEqual(0.005);
    }),
  );
});
