import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { PortalForm } from "../../../components/panels/portal-form.tsx";
import { PartnerShell } from "../../../components/shell/partner-shell.tsx";
import { readPortalVisit } from "../visit.ts";

export const metadata: Metadata = { title: "New emergency" };

/** An officer raises an emergency. */
export default async function NewEmergencyPage() {
  const { portal, serverTime } = await readPortalVisit();
  if (portal === null) redirect("/partner");
  return (
    <PartnerShell portal={portal} serverTime={serverTime}>
      <PortalForm />
    </PartnerShell>
  );
}
