import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { AlertBoard } from "../../../components/panels/alert-board.tsx";
import { PageShell } from "../../../components/shell/page-shell.tsx";
import { PageTabs } from "../../../components/shell/page-tabs.tsx";
import { readVisit } from "../../visit.ts";

export async function generateMetadata({ params }: { params: Promise<{ number: string }> }): Promise<Metadata> {
  return { title: (await params).number };
}

/** One alert by its number, as a notification opens it: the inbox with this alert open, on a phone the alert alone. */
export default async function AlertPage({ params }: { params: Promise<{ number: string }> }) {
  const { number } = await params;
  const { caller, me, board, serverTime } = await readVisit();
  const mayAct = me.permissions.includes("alerts.act");
  const [opened, inbox, responders] = await Promise.all([
    caller.alerts.byNumber({ number }).catch(absent),
    caller.alerts.inbox(),
    mayAct ? caller.alerts.responders() : null,
  ]);
  if (opened === null) notFound();
  const held = inbox.alerts.some(({ id }) => id === opened.alert.id);
  const initial = held ? inbox : { ...inbox, alerts: [...inbox.alerts, opened.alert] };
  return (
    <PageShell title={opened.alert.number} path="/alerts" me={me} board={board} serverTime={serverTime}>
      <main>
        {/* On a phone the alert has the screen for itself. */}
        <div className="max-md:hidden">
          <PageTabs of="Alerts" current={null} />
        </div>
        <AlertBoard initial={initial} responders={responders} opened={opened} />
      </main>
    </PageShell>
  );
}

/** What is no number and what nobody triggered is not there; anything else is a fault. */
function absent(error: unknown): null {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "NOT_FOUND" || code === "BAD_REQUEST") return null;
  throw error;
}
