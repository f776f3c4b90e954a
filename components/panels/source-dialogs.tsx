"use client";

import type { SourceKey, SourceOverview } from "../../server/sources/contract.ts";
import { CreateSourceDialog, IssueKeyDialog, RotateKeyDialog } from "./new-key-dialogs.tsx";
import { RevokeKeyDialog, RevokeSourceDialog } from "./revoke-dialogs.tsx";
import { useSourceChoice, useSourceView } from "./use-source-choice.ts";
import { useAskSourcesAgain } from "./use-source-overview.ts";
import { VoidDialog } from "./void-dialog.tsx";

/** What an administrator is about to do. It stands outside the lists: they may change while it is open. */
export type SourceDeed =
  | { name: "create" }
  | { name: "issue"; source: SourceOverview }
  | { name: "rotate"; source: SourceOverview; target: SourceKey }
  | { name: "revoke-key"; source: SourceOverview; target: SourceKey }
  | { name: "revoke-source"; source: SourceOverview }
  | { name: "void"; source: SourceOverview; batchId: string | null };

export function SourceDialogs({ deed, onClose }: { deed: SourceDeed | null; onClose: () => void }) {
  const [, choose] = useSourceChoice();
  const [, setView] = useSourceView();
  const askAgain = useAskSourcesAgain();
  const done = () => void askAgain();
  const created = (id: number) => {
    void choose(id);
    void setView("keys");
    done();
  };
  const voided = async () => {
    await setView("voidings");
    await askAgain();
  };
  switch (deed?.name) {
    case "create":
      return <CreateSourceDialog onClose={onClose} onCreated={created} />;
    case "issue":
      return <IssueKeyDialog source={deed.source} onClose={onClose} onDone={done} />;
    case "rotate":
      return <RotateKeyDialog source={deed.source} target={deed.target} onClose={onClose} onDone={done} />;
    case "revoke-key":
      return <RevokeKeyDialog source={deed.source} target={deed.target} onClose={onClose} onDone={askAgain} />;
    case "revoke-source":
      return <RevokeSourceDialog source={deed.source} onClose={onClose} onDone={askAgain} />;
    case "void":
      return <VoidDialog source={deed.source} batchId={deed.batchId} onClose={onClose} onDone={voided} />;
    case undefined:
      return null;
  }
}
