import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { runningApp } from "../server/bridge.ts";

/** Who asks for a page, and what every page is drawn with; sends to the sign-in whoever is not signed in. */
export async function readVisit() {
  const { api, clock, identity } = runningApp();
  const cookie = (await headers()).get("cookie") ?? undefined;
  if ((await identity.readSession({ cookie })) === null) redirect("/sign-in");
  const caller = api.callerFor({ cookie });
  const [me, board] = await Promise.all([caller.session.me(), caller.hotline.board()]);
  return { caller, me, board, serverTime: clock.now() };
}
