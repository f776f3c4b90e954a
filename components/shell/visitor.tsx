"use client";

import { createContext, type ReactNode, useContext } from "react";
import type { Permission, Role } from "../../server/kernel/roles.ts";
import { type PageLink, pageLinks } from "./page-links.ts";

/** Who is signed in, as the page was drawn; the server asks again each time. */
export interface Visitor {
  personId: string;
  name: string;
  roles: readonly Role[];
  permissions: readonly Permission[];
}

const VisitorContext = createContext<Visitor | null>(null);

export function VisitorProvider({ me, children }: { me: Visitor; children: ReactNode }) {
  return <VisitorContext.Provider value={me}>{children}</VisitorContext.Provider>;
}

export function useVisitor(): Visitor {
  const me = useContext(VisitorContext);
  if (!me) throw new Error("useVisitor is called outside VisitorProvider; wrap the page in it");
  return me;
}

/** Whether the page may offer what asks for a permission. */
export function useMay(permission: Permission): boolean {
  return useVisitor().permissions.includes(permission);
}

/** The pages that this person may open. */
export function usePageLinks(): readonly PageLink[] {
  const { permissions } = useVisitor();
  if (!permissions.includes("now.read")) return [];
  return pageLinks.filter(
    ({ needs, unless }) =>
      (needs === undefined || permissions.includes(needs)) && (unless === undefined || !permissions.includes(unless)),
  );
}
