import type { Metadata } from "next";
import { HotlineQueue } from "../../components/panels/hotline-queue.tsx";
import { PageShell } from "../../components/shell/page-shell.tsx";
import { PageTabs } from "../../components/shell/page-tabs.tsx";
import { readVisit } from "../visit.ts";

export const metadata: Metadata = { title: "Hotline" };

/** Hotline: emergencies of partner authorities by their shortest clock. */
export default async function HotlinePage() {
  const { caller, me, board, serverTime } = await readVisit();
  const queue = await caller.hotline.queue();
  return (
    <PageShell title="Hotline" path="/hotline" me={me} board={board} serverTime={serverTime}>
      <main>
        <PageTabs of="Hotline" current="/hotline" />
        <HotlineQueue initial={queue} />
      </main>
    </PageShell>
  );
}
