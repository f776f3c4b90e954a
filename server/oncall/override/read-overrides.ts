import type { Actor } from "../../kernel/actor.ts";
import { requirePermission } from "../../kernel/permission.ts";
import { type OncallContext, readPeople } from "../schedule/read-people.ts";
import { mayChangeOverride } from "./change-override.ts";
import type { ListedOverride } from "./contract.ts";
import { selectOverrides } from "./store.ts";

/** Overrides that have not ended, of every schedule, in order of time. @throws Refusal `forbidden` */
export async function readOverrides(context: OncallContext, actor: Actor): Promise<ListedOverride[]> {
  requirePermission(actor, "oncall.read");
  const { query } = context.database;
  const people = await readPeople(context, query);
  const overrides = await selectOverrides(query, { after: context.clock.now() });
  return overrides.map((override) => ({
    ...override,
    person: people.nameOf(override.personId) ?? "",
    mayChange: mayChangeOverride(actor, override),
  }));
}
