import { recordDeed } from "../../audit/audit.ts";
import { inTransaction } from "../../database/transaction.ts";
import type { Actor } from "../../kernel/actor.ts";
import { parseOrRefuse } from "../../kernel/parse.ts";
import { requirePermission } from "../../kernel/permission.ts";
import { Refusal } from "../../kernel/refusal.ts";
import type { HotlineContext } from "../change-case.ts";
import { type Authority, createAuthoritySchema } from "./contract.ts";
import { insertAuthority, readAuthorityRows } from "./store.ts";

/**
 * Puts an authority on file, with the number under which its calls are checked.
 * @throws Refusal `forbidden`, `invalid`, or `conflict` when the name is taken.
 */
export async function createAuthority(
  context: Omit<HotlineContext, "wake">,
  actor: Actor,
  input: unknown,
): Promise<Authority> {
  requirePermission(actor, "authorities.manage");
  const wanted = parseOrRefuse(createAuthoritySchema, input);
  return inTransaction(context, actor, async (write) => {
    const id = await insertAuthority(write.query, { ...wanted, createdAt: write.at });
    if (id === undefined) {
      throw new Refusal("conflict", "An authority with this name is on file; choose another name.", "name");
    }
    const { name, country } = wanted;
    await recordDeed(write, { name: "authority.created", subject: String(id), detail: { name, country } });
    return { id, ...wanted, createdAt: write.at };
  });
}

/** All authorities by name. @throws Refusal `forbidden`. */
export async function readAuthorities(context: Omit<HotlineContext, "wake">, actor: Actor): Promise<Authority[]> {
  requirePermission(actor, "hotline.read");
  return readAuthorityRows(context.database.query);
}
