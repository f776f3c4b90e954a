"use client";

import { type FormEvent, type ReactNode, useState } from "react";
import { Button } from "../ui/button.tsx";
import { FormError } from "../ui/form-error.tsx";
import { useInBrowser } from "../ui/use-in-browser.ts";
import { signIn } from "./sign-in-request.ts";

/** What a one-time link was good for: the person signs in with it at once. */
interface Redeemed {
  email: string;
  password: string;
}

/** The form behind a one-time link. It is sent with the link's token, and ends on the first view. */
export function LinkForm({
  act,
  acting,
  redeem,
  children,
}: {
  act: string;
  /** The words on the press while it is done. */
  acting: string;
  redeem: (token: string, form: FormData) => Promise<Redeemed>;
  children: ReactNode;
}) {
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const inBrowser = useInBrowser();

  async function submit(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const token = tokenOf(window.location.hash);
    if (token === "") return setError(notWhole);
    setBusy(true);
    setError(null);
    try {
      const { email, password } = await redeem(token, form);
      const answer = await signIn(email, password);
      return window.location.assign(answer.kind === "signed-in" ? "/" : "/sign-in");
    } catch (refused) {
      setError(refusalWords(refused));
      setBusy(false);
    }
  }

  return (
    <form method="post" onSubmit={(event) => void submit(event)} className="mt-4">
      {children}
      <FormError message={error} />
      <Button type="submit" variant="primary" size="large" className="mt-4" disabled={busy || !inBrowser}>
        {busy ? acting : act}
      </Button>
    </form>
  );
}

/** A field of the form as it was filled in. */
export const textOf = (form: FormData, name: string): string => String(form.get(name) ?? "");

/** The token of a one-time link, which stands behind the #, bare or as `token=…`; empty where the link is not whole. */
export function tokenOf(hash: string): string {
  const bare = hash.replace(/^#/, "");
  return new URLSearchParams(bare).get("token") ?? bare;
}

export const notWhole = "The link is not whole. Copy it again, with all that follows #.";

/** The server's sentence, or that there is none. */
export function refusalWords(refused: unknown): string {
  if (refused instanceof Error && "data" in refused && refused.data) return refused.message;
  return "The server does not answer. Try again.";
}
