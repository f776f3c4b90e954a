import type { AnyRouter } from "@trpc/server";
import { permissions } from "../kernel/roles.ts";
import type { Rights } from "./procedure.ts";

/** Every procedure of a router with what it asks. @throws Error that names those which declare nothing. */
export function declaredRights(router: AnyRouter): Map<string, Rights> {
  const declared = new Map<string, Rights>();
  const missing: string[] = [];
  for (const [path, procedure] of Object.entries(router._def.procedures)) {
    const rights = rightsOf(procedure);
    if (rights) declared.set(path, rights);
    else missing.push(path);
  }
  if (missing.length > 0) {
    throw new Error(`These procedures declare no rights: ${missing.join(", ")}. Build them with requires(permission).`);
  }
  return declared;
}

function rightsOf(procedure: unknown): Rights | undefined {
  const { meta } = (procedure as { _def: { meta?: { permission?: unknown; session?: unknown; public?: unknown } } })
    ._def;
  if (meta?.public === true) return { public: true };
  if (meta?.session === true) return { session: true };
  const permission = permissions.find((one) => one === meta?.permission);
  return permission && { permission };
}
