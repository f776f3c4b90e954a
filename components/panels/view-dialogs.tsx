"use client";

import { useMutation } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useState } from "react";
import { longestName, type SavedView, type ShownPage } from "../../server/views/contract.ts";
import { useTRPC } from "../shell/api.tsx";
import { Button } from "../ui/button.tsx";
import { Choice } from "../ui/choice.tsx";
import { Dialog, DialogFoot } from "../ui/dialog.tsx";
import { Field } from "../ui/field.tsx";
import { FormError } from "../ui/form-error.tsx";
import { withToast } from "../ui/with-toast.ts";
import { useSubmit } from "./use-submit.ts";
import type { ViewDeed } from "./views-menu.tsx";

interface Ends {
  onClose: () => void;
  /** With the view that is open afterwards. */
  onDone: (id: number | null) => Promise<void>;
}

export function ViewDialogs({ deed, shown, ...ends }: { deed: ViewDeed; shown: ShownPage } & Ends) {
  switch (deed.name) {
    case "save":
      return <SaveDialog shown={shown} {...ends} />;
    case "rename":
      return <RenameDialog view={deed.view} {...ends} />;
    case "delete":
      return <DeleteDialog view={deed.view} {...ends} />;
  }
}

function SaveDialog({ shown, onDone, onClose }: { shown: ShownPage } & Ends) {
  const trpc = useTRPC();
  const create = useMutation(trpc.views.create.mutationOptions());
  const [name, setName] = useState("");
  const [shared, setShared] = useState(false);
  const deed = async () => {
    const view = await create.mutateAsync({ name, shared, shown });
    await onDone(view.id);
    return `“${view.name}” is saved`;
  };
  return (
    <ViewDialog title="Save as a new view" act="Save" deed={deed} onClose={onClose}>
      <p className="mt-2 text-secondary-foreground">
        Keeps range, comparison, zone and what is chosen here: not the figures, which are always those of the moment.
      </p>
      <NameField value={name} onChange={setName} />
      <div className="mt-3">
        <Choice
          type="checkbox"
          name="shared"
          checked={shared}
          onChange={(event) => setShared(event.target.checked)}
          label="Share it with everybody who reads charts"
        />
      </div>
    </ViewDialog>
  );
}

function RenameDialog({ view, onDone, onClose }: { view: SavedView } & Ends) {
  const trpc = useTRPC();
  const change = useMutation(trpc.views.change.mutationOptions());
  const [name, setName] = useState(view.name);
  const deed = async () => {
    const renamed = await change.mutateAsync({ id: view.id, version: view.version, name });
    await onDone(view.id);
    return `It is “${renamed.name}” now`;
  };
  return (
    <ViewDialog title={`Rename “${view.name}”`} act="Rename" deed={deed} onClose={onClose}>
      <NameField value={name} onChange={setName} />
    </ViewDialog>
  );
}

function DeleteDialog({ view, onDone, onClose }: { view: SavedView } & Ends) {
  const trpc = useTRPC();
  const remove = useMutation(trpc.views.delete.mutationOptions());
  const deed = async () => {
    await remove.mutateAsync({ id: view.id });
    await onDone(null);
    return `“${view.name}” is deleted`;
  };
  return (
    <ViewDialog title={`Delete “${view.name}”`} act="Delete" danger deed={deed} onClose={onClose}>
      <p className="mt-2 text-secondary-foreground">
        {view.shared ? "Nobody finds it in the list any more. " : ""}What it shows is not touched, and links to it show
        the same without its name.
      </p>
    </ViewDialog>
  );
}

function NameField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  return (
    <Field
      label="Name"
      name="name"
      required
      maxLength={longestName}
      value={value}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}

/** A question with one deed, which ends with a sentence of what was done. */
function ViewDialog({
  title,
  act,
  danger = false,
  deed,
  onClose,
  children,
}: {
  title: string;
  act: string;
  danger?: boolean;
  deed: () => Promise<string>;
  onClose: () => void;
  children: ReactNode;
}) {
  const { busy, error, send } = useSubmit();
  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    const done = await send(async () => {
      const words = await deed();
      withToast((toast) => toast(words));
    });
    if (done) onClose();
  }
  return (
    <Dialog title={title} onClose={onClose} busy={busy}>
      <form onSubmit={(event) => void submit(event)}>
        {children}
        <FormError message={error} />
        <DialogFoot>
          <Button onClick={onClose} disabled={busy}>
            Cancel
          </Button>
          <Button type="submit" variant={danger ? "danger" : "primary"} disabled={busy}>
            {act}
          </Button>
        </DialogFoot>
      </form>
    </Dialog>
  );
}
