"use client";

import { useTheme } from "next-themes";
import { Toaster as Sonner } from "sonner";

/**
 * Where toasts appear. Sonner's own region is polite and would read each toast a second time beside our assertive
 * one, so it is given a name of its own and short texts.
 */
export function ToastRegion() {
  const { resolvedTheme } = useTheme();
  return (
    <Sonner
      theme={resolvedTheme === "light" ? "light" : "dark"}
      position="bottom-right"
      // Above what may be done to the thing that is open.
      offset={{ bottom: 72, right: 24 }}
      containerAriaLabel="Notices"
      toastOptions={{
        style: {
          background: "var(--popover)",
          color: "var(--foreground)",
          border: "1px solid var(--border-strong)",
          borderRadius: "8px",
          boxShadow: "var(--shadow-floating)",
          fontFamily: "var(--font-sans)",
          fontSize: "13px",
        },
        classNames: { description: "!text-secondary-foreground" },
      }}
    />
  );
}
