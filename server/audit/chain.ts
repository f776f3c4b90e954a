import { createHash } from "node:crypto";

/** An audit row as the chain hashes it: every column as the text that PostgreSQL writes, `at` in microseconds. */
export interface SealableRow {
  auditId: string;
  at: string;
  actorKind: string;
  actorId: string;
  actorName: string;
  deed: string;
  subject: string;
  detail: string;
}

/** What the first row is chained to. */
export const chainStart: Uint8Array = new Uint8Array(32);

const format = "watchfloor audit 1";

/**
 * One row at one place of the chain as bytes: each field by its length (4 bytes, big-endian) and its UTF-8, in a fixed
 * order, so that no two rows, and no row at two places, encode alike. Texts hold no half of a surrogate pair.
 */
export function encodeRow(sequence: number, row: SealableRow): Buffer {
  const { auditId, at, actorKind, actorId, actorName, deed, subject, detail } = row;
  const fields = [format, String(sequence), auditId, at, actorKind, actorId, actorName, deed, subject, detail];
  return Buffer.concat(
    fields.flatMap((field) => {
      const text = Buffer.from(field, "utf8");
      const length = Buffer.alloc(4);
      length.writeUInt32BE(text.length);
      return [length, text];
    }),
  );
}

/** SHA-256 over the hash before and the encoded row. */
export function sealOf(previous: Uint8Array, sequence: number, row: SealableRow): Buffer {
  return createHash("sha256").update(previous).update(encodeRow(sequence, row)).digest();
}
