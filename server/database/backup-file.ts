import { z } from "zod";

/**
 * A backup is lines: one of JSON that says what it holds, then for each table one of JSON with its columns, its rows as
 * PostgreSQL's COPY writes them as text, and a line `\.`; the last line counts the rows, so that a cut file is noticed.
 */
export const backupHeader = z.strictObject({
  watchfloor: z.literal("backup"),
  takenAt: z.iso.datetime(),
  /** Names of the migrations that its tables have seen, oldest first. */
  migrations: z.array(z.string()).min(1),
  /** Partitions by range: those of past days are made when they are needed, not by a migration. */
  partitions: z.array(
    z.strictObject({
      parent: z.string(),
      name: z.string(),
      bounds: z.string().regex(/^FOR VALUES FROM \('[^']+'\) TO \('[^']+'\)$/),
    }),
  ),
  sequences: z.array(z.strictObject({ name: z.string(), value: z.number() })),
});
export type BackupHeader = z.infer<typeof backupHeader>;

export const backupTable = z.strictObject({ table: z.string(), columns: z.array(z.string()).min(1) });
export const backupEnd = z.strictObject({ rows: z.record(z.string(), z.number()) });
export type RowsByTable = z.infer<typeof backupEnd>["rows"];

/** Ends the rows of a table; COPY escapes backslashes, so no row looks like it. */
const mark = Buffer.from("\\.\n");
export const endOfRows = mark.toString();

/** Reads lines and rows from bytes as they come. @throws Error where they end too early */
export function createBackupReader(bytes: AsyncIterable<Buffer>) {
  const chunks = bytes[Symbol.asyncIterator]();
  let held: Buffer = Buffer.alloc(0);
  const more = async () => {
    const { done, value } = await chunks.next();
    if (done) throw new Error("The backup is cut off: its end is missing.");
    held = held.length === 0 ? value : Buffer.concat([held, value]);
  };
  return {
    async line(): Promise<string> {
      for (let from = 0; ; from = held.length, await more()) {
        const end = held.indexOf(10, from);
        if (end < 0) continue;
        const line = held.toString("utf8", 0, end);
        held = held.subarray(end + 1);
        return line;
      }
    },
    /** The rows up to their end, in chunks of any size. */
    async *rows(): AsyncGenerator<Buffer> {
      while (held.length < mark.length) await more();
      if (held.subarray(0, mark.length).equals(mark)) {
        held = held.subarray(mark.length);
        return;
      }
      for (;;) {
        const end = held.indexOf(`\n${endOfRows}`);
        if (end >= 0) {
          yield held.subarray(0, end + 1);
          held = held.subarray(end + 1 + mark.length);
          return;
        }
        // The last bytes may be the beginning of the end.
        const sure = Math.max(0, held.length - mark.length);
        if (sure > 0) yield held.subarray(0, sure);
        held = held.subarray(sure);
        await more();
      }
    },
  };
}
