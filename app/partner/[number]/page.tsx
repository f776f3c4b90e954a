import type { Metadata } from "next";
import { notFound, redirect } from "next/navigation";
import { PortalCase } from "../../../components/panels/portal-case.tsx";
import { PartnerShell } from "../../../components/shell/partner-shell.tsx";
import { readPortalVisit } from "../visit.ts";

export const metadata: Metadata = { title: "Case" };

/** One case of the officer's own authority. */
export default async function PartnerCasePage({ params }: { params: Promise<{ number: string }> }) {
  const { number } = await params;
  const { caller, portal, serverTime } = await readPortalVisit();
  if (portal === null) redirect("/partner");
  const file = await caller.partner.case({ number }).catch(absent);
  if (file === null) notFound();
  return (
    <PartnerShell portal={portal} serverTime={serverTime}>
      <PortalCase initial={file} />
    </PartnerShell>
  );
}

/** What is no number, what nobody raised and what is another's are the same: not there. */
function absent(error: unknown): null {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "NOT_FOUND" || code === "BAD_REQUEST") return null;
  throw error;
}
