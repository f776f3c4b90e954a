"use client";

import { useMutation } from "@tanstack/react-query";
import type { SourceKey, SourceOverview } from "../../server/sources/contract.ts";
import { useTRPC } from "../shell/api.tsx";
import { withToast } from "../ui/with-toast.ts";
import { ConfirmDialog } from "./confirm-dialog.tsx";

export function RevokeKeyDialog({
  source,
  target,
  onClose,
  onDone,
}: {
  source: SourceOverview;
  target: SourceKey;
  onClose: () => void;
  onDone: () => Promise<void>;
}) {
  const trpc = useTRPC();
  const revoke = useMutation(trpc.sources.revokeKey.mutationOptions());
  const named = target.label || target.keyId;
  return (
    <ConfirmDialog
      title={`Revoke key ${named} of ${source.name}`}
      words="From the next request on this key gets 401, on open connections too. What it sent stays counted. This cannot be undone; a new key can be issued."
      act="Revoke key"
      deed={async () => {
        await revoke.mutateAsync({ keyId: target.keyId });
        withToast((toast) => toast(`Key ${named} is revoked`));
        await onDone();
      }}
      onClose={onClose}
    />
  );
}

export function RevokeSourceDialog({
  source,
  onClose,
  onDone,
}: {
  source: SourceOverview;
  onClose: () => void;
  onDone: () => Promise<void>;
}) {
  const trpc = useTRPC();
  const revoke = useMutation(trpc.sources.revoke.mutationOptions());
  const keys = source.activeKeys === 1 ? "its 1 active key gets" : `all its ${source.activeKeys} active keys get`;
  return (
    <ConfirmDialog
      title={`Revoke ${source.name}`}
      words={`From the next request on ${keys} 401, and nobody waits for it any more. What it sent stays counted; to take that back, void it. This cannot be undone.`}
      act="Revoke source"
      deed={async () => {
        await revoke.mutateAsync({ id: source.id });
        withToast((toast) => toast("The source is revoked"));
        await onDone();
      }}
      onClose={onClose}
    />
  );
}
