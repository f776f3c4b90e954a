"use client";

import { Check, Copy } from "lucide-react";
import { useState } from "react";
import { Button } from "../ui/button.tsx";
import { DialogFoot } from "../ui/dialog.tsx";
import { StatusGlyph } from "../ui/status-glyph.tsx";

/** Recovery codes, once. */
export function RecoveryCodes({ codes, onDone }: { codes: readonly string[]; onDone: () => void }) {
  const [copied, setCopied] = useState<"yes" | "by hand" | null>(null);
  async function copy(): Promise<void> {
    try {
      // Browsers offer the clipboard to https and localhost only.
      await navigator.clipboard.writeText(codes.join("\n"));
      setCopied("yes");
    } catch {
      setCopied("by hand");
    }
  }
  return (
    <>
      <p className="mt-4 flex gap-2 text-base">
        <StatusGlyph status="warning" className="mt-1" />
        <span>
          <b className="font-medium">Keep these codes now. They cannot be shown again.</b> Each signs you in once when
          the app is not at hand. Keep them apart from your password.
        </span>
      </p>
      <ol
        aria-label="Recovery codes"
        className="mt-3 grid grid-cols-2 gap-x-6 gap-y-1 rounded-sm border border-input bg-background p-3 font-mono text-base select-text"
      >
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ol>
      <p role="status" className="mt-2 min-h-5 text-sm text-secondary-foreground">
        {copied === "yes" ? "Copied." : null}
        {copied === "by hand" ? "This browser does not let pages copy: select the codes, or write them down." : null}
      </p>
      <DialogFoot>
        <Button onClick={() => void copy()} variant={copied === null ? "primary" : "outline"}>
          {copied === "yes" ? <Check size={14} aria-hidden /> : <Copy size={14} aria-hidden />}
          Copy codes
        </Button>
        <Button onClick={onDone} variant={copied === null ? "outline" : "primary"}>
          Done
        </Button>
      </DialogFoot>
    </>
  );
}
