import { recordDeed } from "../../audit/audit.ts";
import { inTransaction } from "../../database/transaction.ts";
import type { OncallContext } from "../schedule/read-people.ts";
import { disableRow } from "./store.ts";

/** Sends nothing to an endpoint any more, for it has said that it is gone. `why`: a sentence for its owner. */
export async function disableContact(context: OncallContext, id: string, why: string): Promise<void> {
  await inTransaction(context, { kind: "chore", name: "send-pages" }, async (write) => {
    const disabled = await disableRow(write.query, id, { at: write.at, why });
    if (disabled) await recordDeed(write, { name: "contact.disabled", subject: id, detail: disabled });
  });
}
