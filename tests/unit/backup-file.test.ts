import fc from "fast-check";
import { expect, test } from "vitest";
import { createBackupReader, endOfRows } from "../../server/database/backup-file.ts";

/** A value as COPY writes it as text: no line break and no backslash stands in it as such. */
const value = fc
  .string({ unit: "grapheme" })
  .map((text) => text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll("\r", "\\r").replaceAll("\t", "\\t"));
const row = fc.array(fc.oneof(value, fc.constantFrom("\\N", "\\\\.", ".", "")), { minLength: 1, maxLength: 3 });
const table = fc.array(
  row.map((values) => `${values.join("\t")}\n`),
  { maxLength: 5 },
);

test("lines and rows come back as they were written, wherever the bytes are cut", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(table, { maxLength: 4 }),
      fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }),
      async (tables, cuts) => {
        const bytes = Buffer.from(tables.map((rows, n) => `table ${n}\n${rows.join("")}${endOfRows}`).join(""));
        const reader = createBackupReader(inPieces(bytes, cuts));
        for (const [n, rows] of tables.entries()) {
          expect(await reader.line()).toBe(`table ${n}`);
          const read: Buffer[] = [];
          for await (const chunk of reader.rows()) read.push(Buffer.from(chunk));
          expect(Buffer.concat(read).toString()).toBe(rows.join(""));
        }
        await expect(reader.line()).rejects.toThrow("cut off");
      },
    ),
  );
});

async function* inPieces(bytes: Buffer, lengths: readonly number[]): AsyncGenerator<Buffer> {
  for (let at = 0, n = 0; at < bytes.length; n++) {
    const length = lengths[n % lengths.length] ?? 1;
    yield bytes.subarray(at, at + length);
    at += length;
  }
}
