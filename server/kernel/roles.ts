/** Roles of a person (DESIGN 8). One person may hold several; a right that no role grants is refused. */
export const roles = ["viewer", "analyst", "on-call", "legal", "signer", "admin", "auditor", "partner"] as const;
export type Role = (typeof roles)[number];

/** What a procedure, socket event, page or route asks of the person. Grows with the doors that exist. */
export const permissions = [
  "now.read",
  "growth.read",
  "series.export",
  "views.save",
  "views.delete",
  "annotations.write",
  "annotations.change",
  "sources.read",
  "sources.inspect",
  "sources.manage",
  "counts.void",
  "hotline.read",
  "hotline.act",
  "alerts.read",
  "alerts.act",
  "integrations.manage",
  "rules.read",
  "rules.preview",
  "rules.manage",
  "oncall.read",
  "oncall.override",
  "oncall.manage",
  // What is written about a case; admins manage and do not read it.
  "hotline.messages",
  "authorities.inspect",
  "authorities.manage",
  // Of officers: the own authority's cases, and nothing else.
  "portal.use",
  "people.read",
  "people.manage",
  "audit.read",
  "system.read",
] as const;
export type Permission = (typeof permissions)[number];

const reading: readonly Permission[] = ["now.read", "growth.read", "sources.read", "hotline.read", "oncall.read"];

const granted: Record<Role, readonly Permission[]> = {
  viewer: reading,
  analyst: [
    ...reading,
    "series.export",
    "views.save",
    "views.delete",
    "annotations.write",
    "annotations.change",
    "rules.read",
    "rules.preview",
  ],
  "on-call": [
    ...reading,
    "hotline.act",
    "hotline.messages",
    "alerts.read",
    "alerts.act",
    "rules.read",
    "oncall.override",
  ],
  legal: [...reading, "hotline.messages"],
  signer: reading,
  // Views and annotations of others: what a deleted person left, and what is wrong or out of place.
  admin: [
    ...reading,
    "sources.inspect",
    "sources.manage",
    "counts.void",
    "alerts.read",
    "integrations.manage",
    "rules.read",
    "rules.preview",
    "rules.manage",
    "oncall.override",
    "oncall.manage",
    "authorities.inspect",
    "authorities.manage",
    "people.read",
    "people.manage",
    "views.delete",
    "annotations.change",
    "audit.read",
    "system.read",
  ],
  auditor: [
    ...reading,
    "series.export",
    "sources.inspect",
    "hotline.messages",
    "alerts.read",
    "rules.read",
    "authorities.inspect",
    "people.read",
    "audit.read",
    "system.read",
  ],
  partner: ["portal.use"],
};

/** True when one of the roles grants the permission. Unknown roles grant nothing. */
export function allows(held: readonly Role[], permission: Permission): boolean {
  return held.some((role) => Object.hasOwn(granted, role) && granted[role].includes(permission));
}
