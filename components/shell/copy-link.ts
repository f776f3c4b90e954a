"use client";

import { toast } from "sonner";

/** Puts the address of what is shown on the clipboard, and says so. */
export function copyLink(): void {
  const said = { description: window.location.href };
  navigator.clipboard.writeText(window.location.href).then(
    () => toast.success("Link copied", said),
    () => toast.error("The browser did not let the link be copied", said),
  );
}
