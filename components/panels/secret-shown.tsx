"use client";

import { Check, Copy } from "lucide-react";
import { useRef, useState } from "react";
import { Button } from "../ui/button.tsx";
import { DialogFoot } from "../ui/dialog.tsx";
import { StatusGlyph } from "../ui/status-glyph.tsx";

/** What is shown to one person once. */
export interface Secret {
  what: "key" | "link" | "secret";
  secret: string;
  /** What else follows from it. */
  note: string;
  /** What we keep of it, where that is not a fingerprint. */
  kept?: string;
}

/** A new key or link, once. */
export function SecretShown({ what, secret, note, kept, onDone }: Secret & { onDone: () => void }) {
  const field = useRef<HTMLTextAreaElement>(null);
  const [copied, setCopied] = useState<"yes" | "by hand" | null>(null);
  async function copy(): Promise<void> {
    try {
      // Browsers offer the clipboard to https and localhost only.
      await navigator.clipboard.writeText(secret);
      setCopied("yes");
    } catch {
      field.current?.select();
      setCopied("by hand");
    }
  }
  return (
    <>
      <p className="mt-4 flex gap-2 text-base">
        <StatusGlyph status="warning" className="mt-1" />
        <span>
          <b className="font-medium">Copy this {what} now. It cannot be shown again:</b>{" "}
          {kept ?? "only a fingerprint of it is kept."}
        </span>
      </p>
      <textarea
        ref={field}
        readOnly
        rows={3}
        aria-label={`The new ${what}`}
        value={secret}
        onFocus={(event) => event.currentTarget.select()}
        className="mt-3 block w-full resize-none rounded-sm border border-input bg-background p-3 font-mono text-base break-all text-foreground"
      />
      <p className="mt-2 text-secondary-foreground [overflow-wrap:anywhere]">{note}</p>
      <p role="status" className="min-h-5 text-sm text-secondary-foreground">
        {copied === "yes" ? "Copied." : null}
        {copied === "by hand" ? `This browser does not let pages copy: the ${what} is selected, press Ctrl C.` : null}
      </p>
      <DialogFoot>
        <Button onClick={() => void copy()} variant={copied === "yes" ? "outline" : "primary"}>
          {copied === "yes" ? <Check size={14} aria-hidden /> : <Copy size={14} aria-hidden />}
          Copy {what}
        </Button>
        <Button onClick={onDone} variant={copied === null ? "outline" : "primary"}>
          Done
        </Button>
      </DialogFoot>
    </>
  );
}
