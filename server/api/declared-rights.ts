import type { AnyRouter } from "@trpc/server";
import { type Permission, permissions } from "../kernel/roles.ts";

/** Every procedure of a router with what it asks. @throws Error that names those which declare nothing. */
export function declaredRights(router: AnyRouter): Map<string, { permission: Permission } | { public: true }> {
  const declared = new Map<string, { permission: Permission } | { public: true }>();
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

function rightsOf(procedure: unknown): { permission: Permission } | { public: true } | undefined {
  const { meta } = (procedure as { _def: { meta?: { permission?: unknown; public?: unknown } } })._def;
  if (meta?.public === true) return { public: true };
  const permission = permissions.find((one) => one === meta?.permission);
  return permission && { permission };
}
