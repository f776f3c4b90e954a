import type { Metadata } from "next";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { DoorPage } from "../../components/shell/door-page.tsx";
import { SignInForm } from "../../components/shell/sign-in-form.tsx";
import { runningApp } from "../../server/bridge.ts";

export const metadata: Metadata = { title: "Sign in" };

export default async function SignInPage() {
  const { identity } = runningApp();
  const cookie = (await headers()).get("cookie") ?? undefined;
  if ((await identity.readSession({ cookie })) !== null) redirect("/");
  return (
    <DoorPage title="Sign in" lead="Your shift starts here." foot="No account? An admin invites you.">
      <SignInForm waiting={/\.two_factor=[^;]/.test(cookie ?? "")} />
    </DoorPage>
  );
}
