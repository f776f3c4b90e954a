import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { CaseBoard } from "../../../components/panels/case-board.tsx";
import { PageShell } from "../../../components/shell/page-shell.tsx";
import { PageTabs } from "../../../components/shell/page-tabs.tsx";
import { readVisit } from "../../visit.ts";

export const metadata: Metadata = { title: "Hotline case" };

/** One case of the hotline, by its number or id. */
export default async function CasePage({ params }: { params: Promise<{ number: string }> }) {
  const { number } = await params;
  const { caller, me, board, serverTime } = await readVisit();
  const file = await caller.hotline.case({ number }).catch(absent);
  if (file === null) notFound();
  return (
    <PageShell title={`Hotline ${file.case.number}`} path="/hotline" me={me} board={board} serverTime={serverTime}>
      <main>
        <PageTabs of="Hotline" current={null} />
        <CaseBoard initial={file} />
      </main>
    </PageShell>
  );
}

/** What is no number and what nobody raised is not there; anything else is a fault. */
function absent(error: unknown): null {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "NOT_FOUND" || code === "BAD_REQUEST") return null;
  throw error;
}
