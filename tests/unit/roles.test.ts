import { describe, expect, test } from "vitest";
import type { Actor } from "../../server/kernel/actor.ts";
import { mayDo, requirePermission, requireScope } from "../../server/kernel/permission.ts";
import { allows, type Permission, permissions, type Role, roles } from "../../server/kernel/roles.ts";

// Written by hand from DESIGN's roles; a new permission or role fails here until somebody decides who has it.
const readers: readonly Role[] = ["viewer", "analyst", "on-call", "legal", "signer", "admin", "auditor"];
const table: Record<Permission, readonly Role[]> = {
  "now.read": readers,
  "growth.read": readers,
  "series.export": ["analyst", "auditor"],
  "views.save": ["analyst"],
  "views.delete": ["analyst", "admin"],
  "annotations.write": ["analyst"],
  "annotations.change": ["analyst", "admin"],
  "sources.read": readers,
  "sources.inspect": ["admin", "auditor"],
  "sources.manage": ["admin"],
  "hotline.read": readers,
  "hotline.act": ["on-call"],
  "alerts.read": ["on-call", "admin", "auditor"],
  "alerts.act": ["on-call"],
  "integrations.manage": ["admin"],
  "rules.read": ["analyst", "on-call", "admin", "auditor"],
  "rules.preview": ["analyst", "admin"],
  "rules.manage": ["admin"],
  "oncall.read": readers,
  "oncall.override": ["on-call", "admin"],
  "oncall.manage": ["admin"],
  "hotline.messages": ["on-call", "legal", "auditor"],
  "authorities.inspect": ["admin", "auditor"],
  "authorities.manage": ["admin"],
  "portal.use": ["partner"],
  "counts.void": ["admin"],
  "people.read": ["admin", "auditor"],
  "people.manage": ["admin"],
  "audit.read": ["admin", "auditor"],
  "system.read": ["admin", "auditor"],
};

describe("what a role may do", () => {
  test("every permission is in the table", () => {
    expect(Object.keys(table).sort()).toEqual([...permissions].sort());
  });

  test.each(permissions)("%s", (permission) => {
    expect(roles.filter((role) => allows([role], permission))).toEqual(
      roles.filter((role) => table[permission].includes(role)),
    );
  });

  test("several roles add up, none and unknown ones grant nothing", () => {
    expect(allows(["partner", "admin", "on-call"], "hotline.act")).toBe(true);
    for (const permission of permissions) expect(allows([], permission)).toBe(false);
    // A role that an older release wrote, or a hand in the database.
    const unknown = ["root", "__proto__", "constructor"] as unknown as Role[];
    for (const permission of permissions) expect(allows(unknown, permission)).toBe(false);
  });
});

describe("who else may act", () => {
  const source: Actor = { kind: "source", sourceId: 1, sourceName: "A", keyId: "k", scopes: ["events"] };

  test("the command line manages and does nothing else; sources and chores hold no permission", () => {
    const held = (actor: Actor) => permissions.filter((permission) => mayDo(actor, permission));
    expect(held({ kind: "operator" })).toEqual([
      "sources.read",
      "sources.inspect",
      "sources.manage",
      "counts.void",
      "integrations.manage",
      "people.read",
      "people.manage",
    ]);
    expect(held(source)).toEqual([]);
    expect(held({ kind: "chore", name: "keep" })).toEqual([]);
    expect(() => requirePermission(source, "now.read")).toThrow(expect.objectContaining({ code: "forbidden" }));
  });

  test("a scope is the source's own; people and the command line have none", () => {
    expect(requireScope(source, "events")).toBe(source);
    expect(() => requireScope(source, "hotline")).toThrow(expect.objectContaining({ code: "forbidden" }));
    expect(() => requireScope({ kind: "operator" }, "events")).toThrow(expect.objectContaining({ code: "forbidden" }));
  });
});
