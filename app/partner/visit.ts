import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { runningApp } from "../../server/bridge.ts";

/** The officer who asks for a page of the portal, and what each of them is drawn with. */
export async function readPortalVisit() {
  const { api, clock, identity } = runningApp();
  const cookie = (await headers()).get("cookie") ?? undefined;
  if ((await identity.readSession({ cookie })) === null) redirect("/sign-in");
  const caller = api.callerFor({ cookie });
  const portal = await caller.partner.portal().catch(ofNone);
  return { caller, portal, serverTime: clock.now() };
}

/** An account with the role that was bound to no authority reaches nothing; anything else is a fault. */
function ofNone(error: unknown): null {
  if (error instanceof Error && "code" in error && error.code === "FORBIDDEN") return null;
  throw error;
}
