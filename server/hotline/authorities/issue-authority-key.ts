import { recordDeed } from "../../audit/audit.ts";
import { inTransaction } from "../../database/transaction.ts";
import type { Actor } from "../../kernel/actor.ts";
import { parseOrRefuse } from "../../kernel/parse.ts";
import { requirePermission } from "../../kernel/permission.ts";
import { Refusal } from "../../kernel/refusal.ts";
import type { HotlineContext } from "../change-case.ts";
import { issueAuthorityKeySchema } from "./contract.ts";
import { bindSource, readAuthorityRows } from "./store.ts";

/** What the hotline asks of the sources' domain; the app brings the two together. */
export type CreateSystem = (
  actor: Actor,
  input: { name: string; scopes: ["hotline"] },
) => Promise<{ id: number; key: string }>;

/**
 * Makes a system of an authority: a source that may only raise cases, whose cases are the authority's. Its key is in the
 * answer and nowhere else.
 * @throws Refusal `forbidden`, `invalid`, `not_found`; `conflict` when a source has the name.
 */
export async function issueAuthorityKey(
  context: Omit<HotlineContext, "wake"> & { createSystem: CreateSystem },
  actor: Actor,
  input: unknown,
): Promise<{ sourceId: number; key: string }> {
  requirePermission(actor, "authorities.manage");
  const { authorityId, name } = parseOrRefuse(issueAuthorityKeySchema, input);
  const [authority] = await readAuthorityRows(context.database.query, authorityId);
  if (!authority) throw new Refusal("not_found", "No authority has this id. Reload the page.", "authorityId");
  const { id: sourceId, key } = await context.createSystem(actor, { name, scopes: ["hotline"] });
  return inTransaction(context, actor, async (write) => {
    await bindSource(write.query, { sourceId, authorityId });
    await recordDeed(write, {
      name: "authority.key_issued",
      subject: String(authorityId),
      detail: { source: sourceId },
    });
    return { sourceId, key };
  });
}
