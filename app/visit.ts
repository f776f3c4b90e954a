import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { runningApp } from "../server/bridge.ts";

/** Of whoever is signed in, whatever their roles: their own account, and what a page is drawn with where it may be. */
export async function readOwnVisit() {
  const { api, clock, identity } = runningApp();
  const cookie = (await headers()).get("cookie") ?? undefined;
  if ((await identity.readSession({ cookie })) === null) redirect("/sign-in");
  const caller = api.callerFor({ cookie });
  const account = await caller.account.read();
  const frame = await Promise.all([caller.session.me(), caller.hotline.board()]).catch(() => null);
  return { account, frame, serverTime: clock.now() };
}

/** Who asks for a page, and what every page is drawn with; sends to the sign-in whoever is not signed in. */
export async function readVisit() {
  const { api, clock, identity } = runningApp();
  const cookie = (await headers()).get("cookie") ?? undefined;
  if ((await identity.readSession({ cookie })) === null) redirect("/sign-in");
  const caller = api.callerFor({ cookie });
  const [me, board] = await Promise.all([caller.session.me(), caller.hotline.board()]);
  return { caller, me, board, serverTime: clock.now() };
}
