import type { Metadata } from "next";
import { PortalBoard } from "../../components/panels/portal-board.tsx";
import { BarePage } from "../../components/shell/bare-page.tsx";
import { PartnerShell } from "../../components/shell/partner-shell.tsx";
import { readPortalVisit } from "./visit.ts";

export const metadata: Metadata = { title: "Hotline" };

/** The portal of a partner authority's officers. */
export default async function PartnerPage() {
  const { portal, serverTime } = await readPortalVisit();
  if (portal === null) {
    return (
      <BarePage title="Hotline">
        <p className="px-4">Your account belongs to no authority. Ask the platform's administrator.</p>
      </BarePage>
    );
  }
  return (
    <PartnerShell portal={portal} serverTime={serverTime}>
      <PortalBoard initial={portal} />
    </PartnerShell>
  );
}
