/** What is written about a case. Runs in browsers: no imports from Node. */
import { z } from "zod";

/** `to_authority` and `from_authority` both sides read; `note` and `hand_over` stay on our side. */
export const messageKinds = ["to_authority", "from_authority", "note", "hand_over"] as const;
export type MessageKind = (typeof messageKinds)[number];

/** Characters, not UTF-16 units. */
const messageCharacters = 4_000;

export const messageTextSchema = z
  .string()
  .trim()
  .refine((text) => !/[^\P{C}\n\t]/u.test(text), "no control characters")
  .refine((text) => [...text].length >= 1 && [...text].length <= messageCharacters, "1 to 4,000 characters");

export const sendMessageSchema = z.strictObject({
  caseId: z.uuid(),
  kind: z.enum(messageKinds),
  text: messageTextSchema,
});

export interface CaseMessage {
  id: string;
  kind: MessageKind;
  at: number;
  by: string;
  text: string;
}
