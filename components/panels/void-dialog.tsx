"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import type { VoidEffect, VoidScope } from "../../server/counting/voiding/contract.ts";
import type { SourceOverview } from "../../server/sources/contract.ts";
import { useLive } from "../live/live-provider.tsx";
import { useTRPC } from "../shell/api.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog, DialogFoot } from "../ui/dialog.tsx";
import { FormError } from "../ui/form-error.tsx";
import { fullNumber } from "../ui/format-number.ts";
import { utc } from "../ui/format-time.ts";
import { withToast } from "../ui/with-toast.ts";
import { effectWords } from "./source-words.ts";
import { useSubmit } from "./use-submit.ts";
import { fieldOf } from "./utc-field.ts";
import { VoidFields } from "./void-fields.tsx";
import { scopeOf, type VoidDraft } from "./void-scope.ts";

const leastReason = 10;

/** Choose what, say why, look at what it comes to, then do it: a change of the choice asks for a new look. */
export function VoidDialog({
  source,
  batchId,
  onClose,
  onDone,
}: {
  source: SourceOverview;
  /** The request that it is opened for. */
  batchId: string | null;
  onClose: () => void;
  onDone: () => Promise<void>;
}) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const { clock } = useLive();
  const keys = useQuery(trpc.sources.keys.queryOptions({ sourceId: source.id }));
  const execute = useMutation(trpc.counting.void.mutationOptions());
  const [draft, setDraft] = useState<VoidDraft>(() => ({
    what: batchId === null ? "interval" : "request",
    keyId: "",
    batchId: batchId ?? "",
    from: fieldOf(clock.now() - 3_600_000),
    to: fieldOf(clock.now()),
  }));
  const [reason, setReason] = useState("");
  const [looked, setLooked] = useState<{ scope: VoidScope; effect: VoidEffect } | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const { busy, error, send } = useSubmit();

  function change(next: VoidDraft): void {
    setDraft(next);
    setLooked(null);
    setProblem(null);
  }
  async function look(): Promise<void> {
    const found = scopeOf(source.id, draft);
    setProblem("problem" in found ? found.problem : null);
    if ("problem" in found) return;
    const { scope } = found;
    await send(async () => {
      const options = trpc.counting.previewVoid.queryOptions(scope, { staleTime: 0, retry: false });
      setLooked({ scope, effect: await queries.fetchQuery(options) });
    });
  }
  async function carryOut(): Promise<void> {
    if (!looked) return;
    if (reason.trim().length < leastReason) {
      setProblem(`Say why in at least ${leastReason} characters: whoever reads the chart later sees it.`);
      return;
    }
    setProblem(null);
    const done = await send(async () => {
      const voiding = await execute.mutateAsync({ scope: looked.scope, reason });
      withToast((toast) =>
        toast(`${fullNumber(voiding.events)} events are voided`, {
          description: `They stood for ${fullNumber(voiding.counted)}.`,
        }),
      );
      await onDone();
    });
    if (done) onClose();
  }
  function submit(event: FormEvent): void {
    event.preventDefault();
    void (looked ? carryOut() : look());
  }

  const nothing = looked !== null && looked.effect.events === 0 && looked.effect.batches === 0;
  return (
    <Dialog title={`Void events of ${source.name}`} onClose={onClose} busy={busy}>
      <form onSubmit={submit}>
        <p className="mt-2 text-secondary-foreground">
          Takes counts back everywhere, by adding rows: nothing is deleted, and it is marked on the charts. It cannot be
          undone, and the same events sent again stay duplicates.
        </p>
        <VoidFields draft={draft} keys={keys.data ?? []} onChange={change} disabled={busy} />
        <label className="mt-4 block">
          <span className="mb-1 block font-medium">Why</span>
          <textarea
            name="reason"
            rows={2}
            maxLength={500}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
            className="block w-full rounded-sm border border-input bg-background px-3 py-2 text-lg text-foreground"
          />
          <span className="text-sm text-muted-foreground">Shown on the charts with your name. No personal data.</span>
        </label>
        <p role="status" className="mt-4 min-h-10 font-medium" data-testid="void-effect">
          {looked ? effectWords(looked.effect, utc) : null}
        </p>
        <FormError message={problem ?? error} />
        <DialogFoot>
          <Button onClick={onClose} disabled={busy}>
            Cancel
          </Button>
          {looked ? (
            <Button type="submit" variant="danger" disabled={busy || nothing}>
              {busy ? "Voiding" : "Void them"}
            </Button>
          ) : (
            <Button type="submit" variant="primary" disabled={busy}>
              {busy ? "Looking" : "Preview"}
            </Button>
          )}
        </DialogFoot>
      </form>
    </Dialog>
  );
}
