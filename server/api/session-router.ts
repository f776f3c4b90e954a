import { mayDo } from "../kernel/permission.ts";
import { permissions } from "../kernel/roles.ts";
import { createRouter, requires } from "./procedure.ts";

export const sessionRouter = createRouter({
  /** Who is signed in and what the screens may offer. */
  me: requires("now.read").query(({ ctx: { session } }) => ({
    personId: session.personId,
    name: session.name,
    roles: session.roles,
    permissions: permissions.filter((permission) => mayDo(session.actor, permission)),
  })),
});
