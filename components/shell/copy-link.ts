"use client";

import { withToast } from "../ui/with-toast.ts";

/** Puts the address of what is shown on the clipboard, and says so. */
export function copyLink(): void {
  const said = { description: window.location.href };
  navigator.clipboard.writeText(window.location.href).then(
    () => withToast((toast) => toast.success("Link copied", said)),
    () => withToast((toast) => toast.error("The browser did not let the link be copied", said)),
  );
}
