"use client";

import { parseAsIsoDateTime, parseAsString, useQueryStates } from "nuqs";
import type { AuditFilter } from "../../server/audit/contract.ts";

const parsers = {
  person: parseAsString,
  deed: parseAsString,
  subject: parseAsString,
  from: parseAsIsoDateTime,
  to: parseAsIsoDateTime,
};

/** What the audit is searched for: it stands in the address, so that a link shows the other person the same. */
export function useAuditFilter(): [AuditFilter, (filter: AuditFilter) => void] {
  const [{ person, deed, subject, from, to }, set] = useQueryStates(parsers, { history: "push" });
  const filter: AuditFilter = {
    ...(person && { person }),
    ...(deed && { deed }),
    ...(subject && { subject }),
    ...(from && { from: from.getTime() }),
    ...(to && { to: to.getTime() }),
  };
  const change = (next: AuditFilter) =>
    void set({
      person: next.person ?? null,
      deed: next.deed ?? null,
      subject: next.subject ?? null,
      from: next.from === undefined ? null : new Date(next.from),
      to: next.to === undefined ? null : new Date(next.to),
    });
  return [filter, change];
}
