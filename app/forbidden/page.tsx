import type { Metadata } from "next";
import { headers } from "next/headers";
import { Notice } from "../../components/shell/notice.tsx";
import { Button } from "../../components/ui/button.tsx";
import { runningApp } from "../../server/bridge.ts";
import { allows } from "../../server/kernel/roles.ts";

export const metadata: Metadata = { title: "Not for your roles" };

/** What the front door draws, with status 403, in the place of a page that the person's roles do not include. */
export default async function ForbiddenPage() {
  const cookie = (await headers()).get("cookie") ?? undefined;
  const session = await runningApp().identity.readSession({ cookie });
  return (
    <Notice
      title="This page is not shown to you"
      words="Your roles do not include this page. Ask an administrator for the role that does."
    >
      {session && allows(session.roles, "now.read") ? (
        <Button asChild>
          <a href="/">Go to Now</a>
        </Button>
      ) : null}
    </Notice>
  );
}
