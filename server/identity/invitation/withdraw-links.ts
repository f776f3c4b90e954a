import { recordDeed } from "../../audit/audit.ts";
import type { Write } from "../../database/transaction.ts";
import { deleteResetsBy } from "../reset/store.ts";
import { deleteInvitationsBy } from "./store.ts";

/** Every open link that somebody issued dies, in the caller's transaction: it would outlive their right to issue it. */
export async function withdrawLinksOf(write: Write, personId: string): Promise<void> {
  for (const id of await deleteInvitationsBy(write.query, personId)) {
    await recordDeed(write, { name: "invitation.withdrawn", subject: id });
  }
  for (const id of await deleteResetsBy(write.query, personId)) {
    await recordDeed(write, { name: "password.reset_withdrawn", subject: id });
  }
}
