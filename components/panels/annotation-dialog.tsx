"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { annotationKinds, type WrittenAnnotation } from "../../server/annotations/contract.ts";
import { longestText } from "../../server/annotations/writing/contract.ts";
import { kindLooks } from "../charts/annotation-kinds.ts";
import { useTRPC } from "../shell/api.tsx";
import { Button } from "../ui/button.tsx";
import { Choice, Choices } from "../ui/choice.tsx";
import { Dialog, DialogFoot } from "../ui/dialog.tsx";
import { Field } from "../ui/field.tsx";
import { FormError } from "../ui/form-error.tsx";
import { withToast } from "../ui/with-toast.ts";
import type { Draft } from "./annotation-desk.tsx";
import { type AnnotationFields, annotationOf, fieldsOf } from "./annotation-draft.ts";
import { FilterFields } from "./filter-fields.tsx";
import { useSubmit } from "./use-submit.ts";
import { Instant } from "./void-fields.tsx";

/** Writes an annotation, or changes or deletes a known one. */
export function AnnotationDialog({ draft, onClose }: { draft: Draft; onClose: () => void }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const create = useMutation(trpc.annotations.create.mutationOptions());
  const change = useMutation(trpc.annotations.change.mutationOptions());
  const remove = useMutation(trpc.annotations.delete.mutationOptions());
  const [fields, setFields] = useState(() => fieldsOf(draft));
  const [problem, setProblem] = useState<string | null>(null);
  const [sure, setSure] = useState(false);
  const { busy, error, send } = useSubmit();
  const known = "known" in draft ? draft.known : null;
  const set = (next: Partial<AnnotationFields>) => setFields((before) => ({ ...before, ...next }));

  async function carryOut(deed: () => Promise<unknown>, words: string): Promise<void> {
    const done = await send(async () => {
      await deed();
      await queries.invalidateQueries({ queryKey: trpc.annotations.read.queryKey() });
    });
    if (!done) return;
    withToast((toast) => toast(words));
    onClose();
  }
  function save(event: FormEvent): void {
    event.preventDefault();
    const read = annotationOf(fields, window.location.origin);
    setProblem("problem" in read ? read.problem : null);
    if ("problem" in read) return;
    const { annotation } = read;
    if (known === null) void carryOut(() => create.mutateAsync(annotation), "The annotation is on the charts");
    else void carryOut(() => change.mutateAsync({ ...annotation, ...named(known) }), "The annotation is changed");
  }
  function erase(): void {
    if (!sure) setSure(true);
    else if (known) void carryOut(() => remove.mutateAsync(named(known)), "The annotation is deleted");
  }

  return (
    <Dialog title={known ? "Change the annotation" : "Annotate"} onClose={onClose} busy={busy} keep>
      <form onSubmit={save}>
        <p className="mt-2 text-secondary-foreground">
          Everybody who reads charts sees it, with {known ? `the name of ${known.author}` : "your name"}. No personal
          data.
        </p>
        <fieldset disabled={busy} className="min-w-0">
          <Field
            label="What happened"
            name="text"
            maxLength={longestText}
            value={fields.text}
            onChange={(event) => set({ text: event.target.value })}
            hint={`${fields.text.length} of ${longestText} characters`}
          />
          <Choices legend="Kind">
            <div className="grid grid-cols-3 gap-x-3 max-md:grid-cols-2">
              {annotationKinds.map((kind) => {
                const { word, Icon } = kindLooks[kind];
                return (
                  <Choice
                    key={kind}
                    type="radio"
                    name="kind"
                    value={kind}
                    checked={fields.kind === kind}
                    onChange={() => set({ kind })}
                    label={
                      <span className="inline-flex items-center gap-1.5">
                        <Icon size={14} aria-hidden /> {word}
                      </span>
                    }
                  />
                );
              })}
            </div>
          </Choices>
          <div className="grid grid-cols-2 gap-3 max-md:grid-cols-1">
            <Instant label="At, UTC" value={fields.from} onChange={(from) => set({ from })} />
            <Instant label="Until, UTC, if it lasted" value={fields.to} onChange={(to) => set({ to })} optional />
          </div>
          <FilterFields legend="Drawn on charts of" filter={fields.filter} onChange={(filter) => set({ filter })} />
          <Field
            label="Where it leads"
            name="link"
            maxLength={500}
            value={fields.link}
            onChange={(event) => set({ link: event.target.value })}
            placeholder="/explore?category=scams_and_fraud"
            hint="The address of Now, Explore, Growth or Sources, if there is more to see."
          />
        </fieldset>
        <FormError message={problem ?? error} />
        <DialogFoot>
          {known ? (
            <Button variant="danger" className="mr-auto" onClick={erase} disabled={busy}>
              {sure ? "Yes, delete it for everybody" : "Delete"}
            </Button>
          ) : null}
          <Button onClick={onClose} disabled={busy}>
            Cancel
          </Button>
          <Button type="submit" variant="primary" disabled={busy}>
            {known ? "Change" : "Annotate"}
          </Button>
        </DialogFoot>
      </form>
    </Dialog>
  );
}

const named = ({ id, version }: WrittenAnnotation) => ({ id, version });
